import { expect, test } from 'vitest'
import type { Observation } from './model/observation.ts'
import type { Probe } from './model/probe.ts'
import { podOf, type World } from './model/world.ts'
import { servedPorts } from './service-calls.ts'
import { toClusterIP } from './service-probes.ts'
import { find, judged, servedScenario } from './test-support/served-scenario.ts'
import { servedWorld, serviceOf } from './test-support/services.ts'
import type { Fault } from './test-support/simulated-calls.ts'

const follow = find('udp-flows-follow-the-endpoints')

/** A call of node1 to the UDP port of the only Service, from a source port that a flow before it had. */
function oldFlow(world: World): Probe {
  const [served] = servedPorts(world).filter(({ port }) => port.protocol === 'UDP')
  if (served === undefined) throw new Error('the Service has no UDP port')
  return { ...toClusterIP({ client: 'node/node1' }, served.served, served.port), sourcePort: 61_001 }
}

/** Pod c on node2 answered that call. */
const answerOfC = (world: World): Observation => ({
  outcome: 'answered',
  server: {
    identity: 'pod/c/main',
    local: { address: podOf(world, 'c').ip, port: 8080 },
    peer: { address: '10.244.1.0', port: 61_001 },
  },
  client: { address: '172.30.0.11', port: 61_001 },
  durationMs: 1,
})

const nothing = { exchanges: [], structure: {}, frames: [], droppedFrames: 0 }

test('a flow that outlives the last endpoint is the known defect, of any other change it is not', () => {
  const homes = new Map<number, Observation>()
  const stale: Fault = ({ sourcePort }, healthy) => {
    if (sourcePort === undefined) return undefined
    const before = homes.get(sourcePort)
    if (healthy.outcome === 'answered') homes.set(sourcePort, before ?? healthy)
    return before
  }
  const checks = judged(follow, 'iptables', stale).filter(({ verdict }) => verdict === 'refuted')
  const byRule = Map.groupBy(checks, ({ rule, defect }) => `${rule} ${defect ?? ''}`)
  expect([...byRule.keys()].toSorted()).toEqual([
    'udp-flow-ends-with-last-endpoint kube-proxy-udp-flow-outlives-last-endpoint',
    'udp-flow-follows-endpoints ',
  ])
})

test('a flow that was left out of a stage may still be where the stage before saw it', () => {
  const near = serviceOf('a', { selector: { all: 'yes' }, trafficDistribution: 'PreferSameNode' })
  const world = servedWorld('flannel-vxlan', { ...servedScenario, services: [near] })
  const probe = oldFlow(world)
  const far = answerOfC(world)
  const stage = (...exchanges: [Probe, Observation][]) => ({ world, exchanges, beganMs: 0, endedMs: 1 })
  const stages = [stage([probe, far]), stage(), stage([probe, far])]
  // The first one is wrong: nothing is known before it.
  const found = follow.judge(world, { ...nothing, stages }).map(({ verdict }) => verdict)
  expect(found).toEqual(['refuted', 'holds'])
})

test('a flow that was to be ended in a stage that left it out is no known defect in the next one', () => {
  const services = [serviceOf('x', { selector: { all: 'yes' }, externalTrafficPolicy: 'Local' })]
  const allBut = (...gone: string[]) => {
    const pods = servedScenario.pods.map((pod) => (gone.includes(pod.name) ? { ...pod, ready: false } : pod))
    return servedWorld('flannel-vxlan', { ...servedScenario, pods, services })
  }
  const members = servedScenario.pods.filter(({ labels }) => labels?.all === 'yes').map(({ name }) => name)
  const [first, between, end] = [allBut(), allBut('c'), allBut(...members)]
  const probe = oldFlow(first)
  const byC = answerOfC(first)
  // How a Node's own socket is refused.
  const refused: Observation = { outcome: 'not-permitted', durationMs: 1 }
  const judgedAtTheEnd = (seen: Observation, ...middle: World[]) => {
    const exchanges = [[[probe, byC]], ...middle.map(() => []), [[probe, seen]]] as [Probe, Observation][][]
    const worlds = [first, ...middle, end]
    const stages = worlds.map((world, at) => ({ world, exchanges: exchanges[at] ?? [], beganMs: 0, endedMs: 1 }))
    return follow.judge(end, { ...nothing, stages }).at(-1)
  }
  // All four went in one step, and a proxy that saw some go first has ended the flow.
  expect(judgedAtTheEnd(refused)).toMatchObject({ verdict: 'holds', rule: 'udp-flow-follows-endpoints' })
  expect(judgedAtTheEnd(byC)).toMatchObject({ defect: 'kube-proxy-udp-flow-outlives-last-endpoint' })
  expect(judgedAtTheEnd(byC, between)).toMatchObject({ verdict: 'refuted', rule: 'udp-flow-follows-endpoints' })
  expect(judgedAtTheEnd(byC, between)).not.toHaveProperty('defect')
  expect(judgedAtTheEnd(refused, between)).toMatchObject({ verdict: 'holds', rule: 'udp-flow-follows-endpoints' })
})
