import { describe, expect, test } from 'vitest'
import type { Observation } from './model/observation.ts'
import type { Probe } from './model/probe.ts'
import { makeWorld, type World } from './model/world.ts'
import type { Property } from './property.ts'
import { refuted, verdicts } from './test-support/checks.ts'
import { find, judged, servedScenario, serviceProperties } from './test-support/served-scenario.ts'
import { servedWorld } from './test-support/services.ts'
import { type Fault, type Pick, SimulatedCluster } from './test-support/simulated-calls.ts'
import { threePods, worldOf } from './test-support/worlds.ts'

describe.each(serviceProperties.map((property) => [property.id, property] as const))('%s', (_id, property) => {
  test.each(['iptables', 'nftables', 'ipvs'] as const)('a healthy cluster in mode %s is not refuted', (mode) => {
    const checks = judged(property, mode)
    // In turn is not by lot: how simulated calls spread is none of this test's business.
    const even = checks.filter(({ rule }) => !rule.startsWith('load-') && !rule.startsWith('scheduler-'))
    expect(refuted(even)).toEqual([])
    expect(verdicts(checks).inconclusive).toBeUndefined()
  })

  test('has nothing to check without a proxy', () => {
    const world = worldOf('flannel-vxlan', threePods)
    expect(judgeNothing(property, world)).toEqual([])
  })
})

const judgeNothing = (property: Property, world: World) =>
  property.judge(
    world,
    new SimulatedCluster().evidence(property, world, () => world),
  )

const lost: Partial<Observation> = { outcome: 'timed-out' }
const at = (probe: Probe, service: string): boolean => probe.target.service?.startsWith(`default/${service}:`) === true
const isFrom = ({ server }: Observation, pod: string): boolean => server?.identity === `pod/${pod}/main`
const seenAs = ({ server }: Observation, address: string): Partial<Observation> =>
  server === undefined ? {} : { server: { ...server, peer: { ...server.peer, address } } }

test.each<[what: string, property: string, fault: Fault, rule: string, names: string]>([
  [
    'Nodes lose a Service',
    'services-answer-every-client',
    (probe) => (probe.client === 'node/node1' && at(probe, 'all') ? lost : undefined),
    'cluster-ip-from-node',
    'default/all:tcp',
  ],
  [
    'no masquerading of what is routed to a ClusterIP',
    'services-answer-every-client',
    ({ client, target }, healthy) =>
      client === 'external' && target.place === 'node/node1' ? seenAs(healthy, '172.30.0.100') : undefined,
    'cluster-ip-from-outside',
    'external -> service default/all:tcp by node/node1 (10.96.0.16)',
  ],
  [
    'a hidden client at an externalIP that is routed to a Node',
    'local-policy-keeps-the-clients-address',
    ({ target }, healthy) => (target.kind === 'external-ip' ? seenAs(healthy, '10.244.2.1') : undefined),
    'external-traffic-local-policy',
    'external (bound to 172.30.0.101) -> service default/routed:tcp by node/node2 (192.0.2.1)',
  ],
  [
    'an answer at an externalIP of another Node alone',
    'services-without-endpoints-refuse-at-once',
    ({ client, target }) =>
      client === 'external' && target.kind === 'external-ip' ? { outcome: 'refused' } : undefined,
    'external-traffic-local-policy-nobody-here',
    'external -> service default/routed:tcp by node/node1 (192.0.2.1)',
  ],
  [
    'a wrong source',
    'services-answer-every-client',
    (_probe, healthy) => seenAs(healthy, '10.9.9.9'),
    'cluster-ip-from-pod',
    'source seen 10.9.9.9',
  ],
  [
    'a dead endpoint',
    'every-endpoint-of-a-service-answers',
    (_probe, healthy) => (isFrom(healthy, 'd') ? lost : undefined),
    'every-endpoint-answers',
    'none of pod/d/main at 10.244.2.3:8080',
  ],
  [
    'an endpoint that answers twice as often',
    'every-endpoint-of-a-service-answers',
    (_probe, healthy) =>
      isFrom(healthy, 'd') && healthy.server
        ? { server: { ...healthy.server, identity: 'pod/c/main', local: { address: '10.244.2.2', port: 8080 } } }
        : undefined,
    'every-endpoint-answers',
    'none of pod/d/main',
  ],
  [
    'a refusal that hangs',
    'services-without-endpoints-refuse-at-once',
    (probe) => (at(probe, 'empty') && probe.protocol === 'tcp' ? lost : undefined),
    'service-without-endpoints',
    'timed out',
  ],
  [
    'a refusal that is late',
    'services-without-endpoints-refuse-at-once',
    (_probe, { outcome }) => (outcome === 'refused' ? { durationMs: 1_003 } : undefined),
    'refused-at-once',
    'refused after 1003 ms',
  ],
  [
    'no silence under Local policy',
    'services-without-endpoints-refuse-at-once',
    (probe) => (at(probe, 'local') ? { outcome: 'refused' } : undefined),
    'external-traffic-local-policy-nobody-here',
    'default/local:tcp',
  ],
  [
    '127.0.0.1 is closed',
    'node-ports-are-open-on-every-node',
    ({ target }) => (target.address === '127.0.0.1' ? { outcome: 'refused' } : undefined),
    'localhost-node-port',
    'refused',
  ],
  [
    "the client's address is hidden",
    'local-policy-keeps-the-clients-address',
    (_probe, healthy) => seenAs(healthy, '10.244.2.1'),
    'external-traffic-local-policy',
    'external -> service default/local',
  ],
  [
    'no hairpin',
    'a-pod-reaches-itself-through-its-service',
    ({ client }, healthy) => (isFrom(healthy, client.slice(4)) ? lost : undefined),
    'service-hairpin',
    'timed out',
  ],
  [
    'a hostPort that is open elsewhere',
    'host-ports-reach-their-pod',
    ({ target }) => (target.place === 'node/node2' ? lost : undefined),
    'host-port-elsewhere',
    'node/node2',
  ],
  [
    'ping is answered',
    'nothing-answers-beside-service-ports',
    ({ protocol }) => (protocol === 'icmp' ? { outcome: 'answered' } : undefined),
    'ping-cluster-ip-iptables',
    'answered',
  ],
])('%s: found by %s', (_what, id, fault, rule, names) => {
  const found = refuted(judged(find(id), 'iptables', fault))
  expect(found.filter((line) => line.startsWith(`${rule} `)).join('\n')).toContain(names)
})

test('a refusal that is late is unsupported where Nodes hold ICMP errors back, and one in time holds', () => {
  const property = find('services-without-endpoints-refuse-at-once')
  const healthy = servedWorld('flannel-vxlan', servedScenario)
  const nodes = healthy.status.nodes.map((node) => ({ ...node, limitsErrors: true }))
  const world = makeWorld(healthy.network, healthy.topology, servedScenario, { ...healthy.status, nodes })
  const byDuration = (durationMs: number) => {
    const late: Fault = (_probe, { outcome }) => (outcome === 'refused' ? { durationMs } : undefined)
    const checks = property.judge(
      world,
      new SimulatedCluster(late).evidence(property, world, () => world),
    )
    return Object.keys(verdicts(checks.filter(({ rule }) => rule === 'refused-at-once')))
  }
  expect(byDuration(2_054)).toEqual(['unsupported'])
  expect(byDuration(10)).toEqual(['holds'])
})

test('a refusal that its own agent read late is inconclusive, and one in time holds', () => {
  const property = find('services-without-endpoints-refuse-at-once')
  const byDuration = (durationMs: number) => {
    const late: Fault = (_probe, { outcome }) => (outcome === 'refused' ? { durationMs, heldUpMs: 600 } : undefined)
    return Object.keys(verdicts(judged(property, 'iptables', late).filter(({ rule }) => rule === 'refused-at-once')))
  }
  expect(byDuration(1_100)).toEqual(['inconclusive'])
  expect(byDuration(700)).toEqual(['holds'])
})

test('load that does not spread: found, and how often each endpoint answered', () => {
  let calls = 0
  const crowd: Pick = ({ target }, ways) => {
    calls += 1
    return target.service === 'default/all:tcp' && calls % 5 > 0 ? ways[0] : undefined
  }
  const found = judged(find('every-endpoint-of-a-service-answers'), 'iptables', undefined, crowd)
  const spread = found.filter(
    ({ rule, probe }) => rule === 'load-spreads' && probe?.target.service === 'default/all:tcp',
  )
  expect(refuted(spread)).toEqual(
    [1, 2, 3].map((node) => expect.stringMatching(`node/node${node} .*: \\d\\d by pod/a/main at 10.244.1.2:8080`)),
  )
})

test('a call that was not made hides no answer of a stranger', () => {
  const every = find('every-endpoint-of-a-service-answers')
  let calls = 0
  const stranger: Fault = ({ client, target }, observation) => {
    if (client !== 'node/node1' || target.service !== 'default/all:tcp') return undefined
    calls += 1
    if (calls === 1) return { outcome: 'not-made' }
    return observation.server && { server: { ...observation.server, identity: 'pod/stranger/main' } }
  }
  const found = judged(every, 'iptables', stranger).filter(({ subject }) =>
    /^node\/node1 .*default\/all:tcp/.test(subject),
  )
  expect(Object.keys(verdicts(found)).toSorted()).toEqual(['inconclusive', 'refuted'])
})

test('a scheduler that does not go round need not bring a Node to every endpoint', () => {
  const every = find('every-endpoint-of-a-service-answers')
  const rules = (scheduler: string) =>
    new Set(
      judged(every, 'ipvs', undefined, undefined, { scheduler })
        .filter(({ subject }) => subject.includes('default/all:tcp'))
        .map(({ rule, verdict }) => `${rule} ${verdict}`),
    )
  expect(rules('rr')).toEqual(new Set(['every-endpoint-answers holds']))
  expect(rules('sh')).toEqual(new Set(['every-endpoint-answers unsupported']))
})

describe('affinity', () => {
  const sticks = find('session-affinity-sticks')

  test('a call that was not made hides no answer of a stranger', () => {
    let calls = 0
    const stranger: Fault = (_probe, observation) => {
      calls += 1
      if (calls === 1) return { outcome: 'not-made' }
      return calls === 2 && observation.server
        ? { server: { ...observation.server, identity: 'pod/stranger/main' } }
        : undefined
    }
    expect(verdicts(judged(sticks, 'iptables', stranger))).toEqual({ refuted: 1, inconclusive: 1 })
  })

  test('none at all is found', () => {
    let turn = 0
    const lot: Pick = (_probe, ways) => {
      turn += 1
      return ways[turn % ways.length]
    }
    expect(refuted(judged(sticks, 'iptables', undefined, lot)).join('\n')).toMatch(
      /^session-affinity pod\/a@node1 at service default\/sticky:tcp \(10.96.0.19\): 3 of 5 calls at once went to/,
    )
  })

  test('one that never ends is found where so many clients stay by no chance', () => {
    const forever: Pick = (_probe, ways) => ways.at(-1)
    expect(refuted(judged(sticks, 'iptables', undefined, forever))).toEqual([
      'session-affinity-ends service default/sticky:tcp: all 16 clients stayed',
      'session-affinity-ends service default/sticky:udp: all 16 clients stayed',
    ])
  })
})

describe('schedulers', () => {
  const schedulers = find('ipvs-schedulers-do-as-they-say')
  const words = (scheduler: string, pick?: Pick) => judged(schedulers, 'ipvs', undefined, pick, { scheduler })

  test('rr that does not go round', () => {
    expect(refuted(words('rr', (_probe, ways) => ways[0])).join('\n')).toContain(
      'scheduler-rr service default/all:tcp TCP on node1: 12 by 10.244.1.2:8080, 0 by',
    )
  })

  test('dh and sh that go round', () => {
    expect(refuted(words('dh')).join('\n')).toContain('scheduler-dh service default/all:tcp')
    expect(refuted(words('sh')).join('\n')).toContain('scheduler-sh service default/all:tcp')
  })

  test('one that podnet does not know is unsupported, and other modes have nothing to check', () => {
    expect(verdicts(words('wlc'))).toEqual({ unsupported: 1 })
    expect(verdicts(judged(schedulers, 'iptables'))).toEqual({})
  })
})
