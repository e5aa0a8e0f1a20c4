import { describe, expect, test } from 'vitest'
import type { Observation } from '../../properties/model/observation.ts'
import type { PlaceId } from '../../properties/model/place.ts'
import type { Probe } from '../../properties/model/probe.ts'
import type { Agents } from './agents.ts'
import { probeAll } from './probe.ts'

const probe = (client: PlaceId, place?: PlaceId): Probe => ({
  client,
  target: { kind: 'pod', address: '10.244.1.2', port: 80, ...(place && { place }) },
  protocol: 'tcp',
  size: 'small',
  payloadBytes: 24,
})
const hosts: Record<string, string> = { 'pod/a': 'node1', 'pod/b': 'node2', 'pod/c': 'node1' }
const hostOf = (place: PlaceId) => hosts[place]
const never = new AbortController().signal

/** Agents that answer with the client's name; those named in `dying` end during the batch. */
function fakeAgents(dying: string[] = []) {
  const batches: string[] = []
  const agents = {
    hosts: ['node1', 'node2'],
    async send(host: string) {
      if (dying.includes(host)) throw new Error(`agent ${host}: ended by SIGKILL`)
    },
    async probe(host: string, probes: Probe[], { inFlight }: { inFlight: number }): Promise<Observation[]> {
      batches.push(`${host}: ${probes.map(({ client }) => client).join(' ')}${inFlight === 1 ? ' in turn' : ''}`)
      if (dying.includes(host)) throw new Error(`agent ${host}: ended by SIGKILL`)
      return probes.map(({ client }) => ({ outcome: 'refused', error: client, durationMs: 1 }))
    },
  }
  return { agents: agents as unknown as Agents, batches }
}

test('one batch per agent, observations in the order of the probes', async () => {
  const { agents, batches } = fakeAgents()
  const observations = await probeAll(agents, hostOf, [probe('pod/a'), probe('pod/b'), probe('pod/c')], never)
  expect(batches).toEqual(['node1: pod/a pod/c', 'node2: pod/b'])
  expect(observations.map(({ error }) => error)).toEqual(['pod/a', 'pod/b', 'pod/c'])
})

describe('an agent that dies during the batch', () => {
  test('takes its clients along, and its servers, which look refused', async () => {
    const { agents } = fakeAgents(['node2'])
    const probes = [probe('pod/b', 'pod/a'), probe('pod/a', 'pod/b'), probe('pod/a', 'pod/c')]
    const observations = await probeAll(agents, hostOf, probes, never)
    expect(observations.map(({ outcome }) => outcome)).toEqual(['not-made', 'not-made', 'refused'])
    expect(observations.map(({ error }) => error)).toEqual([
      'agent node2: ended by SIGKILL',
      'the agent of node2 has ended',
      'pod/a',
    ])
  })
})

test('behind a Service any agent that ended may have been the server', async () => {
  const { agents } = fakeAgents(['node2'])
  const call = probe('pod/a')
  const viaService: Probe = { ...call, target: { ...call.target, service: 'default/x' } }
  const observations = await probeAll(agents, hostOf, [viaService, call], never)
  expect(observations.map(({ outcome }) => outcome)).toEqual(['not-made', 'refused'])
})

test('one after the other where order matters', async () => {
  const { agents, batches } = fakeAgents()
  await probeAll(agents, hostOf, [probe('pod/a'), probe('pod/c')], never, { inFlight: 1 })
  expect(batches).toEqual(['node1: pod/a pod/c in turn'])
})

test('a Pod that does not run makes no probe', async () => {
  const [observation] = await probeAll(fakeAgents().agents, hostOf, [probe('pod/x')], never)
  expect(observation).toMatchObject({ outcome: 'not-made', error: 'there is no pod/x' })
})

test("throws the signal's reason", async () => {
  const signal = AbortSignal.abort(new Error('enough'))
  await expect(probeAll(fakeAgents().agents, hostOf, [], signal)).rejects.toThrow('enough')
})
