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
/** Payload of the probes that are not answered. */
const silent = 25
/** Payload of those whose refusal is read late. */
const late = 26
const hosts: Record<string, string> = { 'pod/a': 'node1', 'pod/b': 'node2', 'pod/c': 'node1' }
const hostOf = (place: PlaceId) => hosts[place]
const never = new AbortController().signal

/** Agents that answer with the client's name; those named in `dying` end during the batch, the others stand still so long. */
function fakeAgents(dying: string[] = [], standstillMs: Record<string, number> = {}) {
  const batches: string[] = []
  const asked = new Set<string>()
  const agents = {
    hosts: ['node1', 'node2'],
    async send(host: string) {
      if (dying.includes(host)) throw new Error(`agent ${host}: ended by SIGKILL`)
      const totalMs = 7_000 + (asked.has(host) ? (standstillMs[host] ?? 0) : 0)
      asked.add(host)
      return { kind: 'standstill', totalMs }
    },
    async probe(host: string, probes: Probe[], { inFlight }: { inFlight: number }): Promise<Observation[]> {
      batches.push(`${host}: ${probes.map(({ client }) => client).join(' ')}${inFlight === 1 ? ' in turn' : ''}`)
      if (dying.includes(host)) throw new Error(`agent ${host}: ended by SIGKILL`)
      return probes.map(({ client, payloadBytes }) => {
        if (payloadBytes === silent) return { outcome: 'timed-out', durationMs: 4_000 }
        if (payloadBytes === late) return { outcome: 'refused', durationMs: 1_000 }
        return { outcome: 'refused', error: client, durationMs: 1 }
      })
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

describe('an agent that stands still during the batch', () => {
  const unanswered = (client: PlaceId, place?: PlaceId): Probe => ({ ...probe(client, place), payloadBytes: silent })
  const probes = [
    unanswered('pod/a', 'pod/b'),
    unanswered('pod/b', 'pod/a'),
    unanswered('pod/a', 'pod/c'),
    probe('pod/b'),
  ]

  test('for half the deadline makes no silence of its clients and servers a fact', async () => {
    const { agents } = fakeAgents([], { node2: 2_000 })
    const observations = await probeAll(agents, hostOf, probes, never)
    expect(observations.map(({ outcome }) => outcome)).toEqual(['not-made', 'not-made', 'timed-out', 'refused'])
    expect(observations[0]?.error).toBe('the agent of node2 stood still for 2000 ms: the machine has too much to do')
  })

  test('for less than that says nothing, and counts from the beginning of the batch', async () => {
    const { agents } = fakeAgents([], { node2: 1_999 })
    const outcomes = (await probeAll(agents, hostOf, probes, never)).map(({ outcome }) => outcome)
    expect(outcomes).toEqual(['timed-out', 'timed-out', 'timed-out', 'refused'])
    const shorter = await probeAll(agents, hostOf, probes, never, { deadlineMs: 1_500 })
    expect(shorter[0]?.outcome).toBe('timed-out')
  })

  test('reads a refusal late, and makes no refusal of others late', async () => {
    const { agents } = fakeAgents([], { node2: 600 })
    const calls = (['pod/a', 'pod/b'] as const).map((client) => ({ ...probe(client), payloadBytes: late }))
    const observations = await probeAll(agents, hostOf, [...calls, probe('pod/b')], never)
    expect(observations.map(({ outcome }) => outcome)).toEqual(['refused', 'refused', 'refused'])
    expect(observations.map(({ heldUpMs }) => heldUpMs)).toEqual([undefined, 600, undefined])
  })

  test('may be a DNS server', async () => {
    const call = unanswered('pod/a')
    const { agents } = fakeAgents([], { node2: 2_000 })
    const question: Probe = { ...call, target: { ...call.target, kind: 'dns-server' } }
    expect((await probeAll(agents, hostOf, [question], never)).map(({ outcome }) => outcome)).toEqual(['not-made'])
  })

  test('may be the one behind a Service', async () => {
    const call = unanswered('pod/a')
    const { agents } = fakeAgents([], { node2: 2_000 })
    const viaService: Probe = { ...call, target: { ...call.target, service: 'default/x' } }
    const observations = await probeAll(agents, hostOf, [viaService, call], never)
    expect(observations.map(({ outcome }) => outcome)).toEqual(['not-made', 'timed-out'])
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
