import { describe, expect, test } from 'vitest'
import type { History } from './history.ts'
import { goesOn, historyFlows, mostHistoryFlows } from './history-flows.ts'
import { endOf } from './model/apply-step.ts'
import type { Flow } from './model/flow.ts'
import type { Observation } from './model/observation.ts'
import type { Scenario } from './model/scenario.ts'
import type { Step } from './model/step.ts'
import { longestHarmlessGapMs } from './outage.ts'
import { historyOf, judged, quiet, refuted, start, subjects, withSteps } from './test-support/histories.ts'
import { labelledPod, servedWorld, serviceOf } from './test-support/services.ts'

describe('the flows of a history', () => {
  const world = servedWorld('flannel-vxlan', start)
  const flows = historyFlows(world, 0)

  test('each edge held and fresh; held UDP flows have ports of their own, other ones in the next case', () => {
    const ports = (list: Flow[]) => list.flatMap(({ probe }) => probe.sourcePort ?? [])
    expect(flows.length).toBeLessThanOrEqual(mostHistoryFlows)
    expect(flows.filter(({ kind }) => kind === 'held')).toHaveLength(flows.length / 2)
    expect(new Set(ports(flows)).size).toBe(ports(flows).length)
    expect(ports(flows).length).toBeGreaterThan(4)
    const next = new Set(ports(historyFlows(world, 1)))
    expect(ports(flows).filter((port) => next.has(port))).toEqual([])
    for (const { probe } of historyFlows(world, 99_999)) expect(probe.sourcePort ?? 0).toBeLessThanOrEqual(65_535)
  })

  test('of every kind: between Pods, from a Node, to a Service, from outside to a NodePort', () => {
    const edges = new Set(flows.map(({ probe }) => `${probe.client.split('/')[0]} ${probe.target.kind}`))
    expect([...edges]).toEqual(expect.arrayContaining(['pod pod', 'node pod', 'pod cluster-ip', 'external node-port']))
  })

  test('one goes on where its client and what it calls are what they were', () => {
    const end = (...steps: Step[]) => servedWorld('flannel-vxlan', endOf(withSteps(...steps)))
    const toA = flows.find(({ probe }) => probe.target.service === 'default/to-a:udp') as Flow
    const client = toA.probe.client.split('/')[1] ?? ''
    expect(goesOn(world, end(), toA)).toBe(true)
    expect(goesOn(world, end({ kind: 'delete-service', serviceName: 'to-a' }), toA)).toBe(false)
    if (toA.probe.client.startsWith('pod/'))
      expect(goesOn(world, end({ kind: 'delete-pod', podName: client }), toA)).toBe(false)
  })
})

describe('clusters converge', () => {
  const id = 'clusters-converge-after-a-history'
  const scenario = withSteps({ kind: 'set-readiness', podName: 'a', ready: false }, { kind: 'restart', what: 'dns' })

  test('one whose end state nobody probed shows nothing', () => {
    const checks = judged(id, historyOf(scenario, undefined, { exchanges: [] }))
    expect(checks).toMatchObject([{ verdict: 'inconclusive', observed: 'nothing was probed' }])
  })

  test('a clean one holds; what the provider cannot do is unsupported', () => {
    expect(judged(id, historyOf(scenario)).map(({ verdict }) => verdict)).toEqual(['holds', 'holds'])
    const history = historyOf(scenario)
    const steps = history.history.steps.map((made) => ({ ...made, notDone: 'no such thing' }))
    const checks = judged(id, { ...history, history: { ...history.history, steps } })
    expect(checks.map(({ verdict }) => verdict)).toEqual(['unsupported', 'unsupported', 'holds', 'holds'])
  })

  test('one that did not converge names its steps', () => {
    const { world, history } = historyOf(scenario)
    const { convergedMs: _, ...late } = history
    expect(refuted(judged(id, { world, history: late }))).toMatchObject([
      { rule: 'history-converges', subject: expect.stringContaining('set-readiness of a to false; restart dns') },
    ])
  })

  test('what was right beyond its bound in an older record is no proof, and no refutation', () => {
    const verdicts = (convergedMs: number) =>
      judged(id, historyOf(scenario, undefined, { convergedMs })).map(({ verdict }) => verdict)
    expect([2000, 4868].map(verdicts)).toEqual([
      ['holds', 'holds'],
      ['inconclusive', 'holds'],
    ])
  })

  /** The flow to a Service from its old port, once its endpoint is another. */
  function oldFlow(seen: (flow: Flow) => Observation, ...steps: Step[]) {
    const base = historyOf(withSteps(...steps))
    const flow = base.history.flows.find(
      ({ kind, probe }) => kind === 'held' && probe.target.service === 'default/to-c:udp' && probe.client === 'pod/a',
    ) as Flow
    const local = { address: '10.244.2.2', port: 8080 }
    const peer = { address: '10.244.1.2', port: flow.probe.sourcePort ?? 0 }
    const servers = [{ identity: 'pod/c/main', local, peer, sinceMs: 0 }]
    const reports = base.history.flows.map((one) => (one === flow ? { ...quiet, servers } : quiet))
    const traffic = { reports, longestPauseMs: 0 }
    const exchanges: History['exchanges'] = [[flow.probe, seen(flow)]]
    return judged(id, { world: base.world, history: { ...base.history, traffic, exchanges } })
  }
  const timedOut = (): Observation => ({ outcome: 'timed-out', durationMs: 4000 })
  const byOld = ({ probe }: Flow): Observation => {
    const client = { address: '10.244.1.2', port: probe.sourcePort ?? 0 }
    const server = { identity: 'pod/c/main', local: { address: '10.244.2.2', port: 8080 }, peer: client }
    return { outcome: 'answered', client, server, durationMs: 1 }
  }
  const replaced: Step[] = [
    { kind: 'create-pod', pod: labelledPod('new', 'node3', 8080, { labels: { pod: 'c' } }) },
    { kind: 'set-readiness', podName: 'c', ready: false },
  ]

  test('a flow that stays with an endpoint which no longer serves, or ends nowhere, is refuted', () => {
    for (const seen of [byOld, timedOut])
      expect(refuted(oldFlow(seen, ...replaced))).toMatchObject([{ rule: 'udp-flow-follows-endpoints' }])
  })

  test('one that was never answered and is remembered so is refuted as any other', () => {
    const base = historyOf(withSteps({ kind: 'restart', what: 'dns' }))
    const flow = base.history.flows.find(({ probe }) => probe.target.service === 'default/to-a:udp' && probe.sourcePort)
    const refusal: Observation = { outcome: 'refused', durationMs: 1 }
    const exchanges: History['exchanges'] = [[(flow as Flow).probe, refusal]]
    expect(refuted(judged(id, { ...base, history: { ...base.history, exchanges } }))).toMatchObject([
      { rule: 'udp-flow-follows-endpoints', persistence: 'persistent' },
    ])
  })

  test('between Pods it is judged as any other probe', () => {
    const base = historyOf(withSteps({ kind: 'restart', what: 'dns' }), () => ({
      servers: [{ identity: 'pod/gone/main', local: { address: '10.244.9.9', port: 1 } } as never],
    }))
    const flow = base.history.flows.find(({ probe }) => probe.target.kind === 'pod' && probe.sourcePort !== undefined)
    const exchanges: History['exchanges'] = [[(flow as Flow).probe, timedOut()]]
    const rules = judged(id, { ...base, history: { ...base.history, exchanges } }).map(({ rule }) => rule)
    expect(rules).toEqual(['history-converges', expect.stringMatching(/^pod-to-pod/)])
  })

  test('one that stays with an endpoint which still serves holds', () => {
    expect(refuted(oldFlow(byOld, replaced[0] as Step))).toEqual([])
  })

  test('one that stays where none of the others serves, though they are published, is a known defect', () => {
    const published: Step[] = [
      { kind: 'delete-service', serviceName: 'to-c' },
      { kind: 'create-service', service: serviceOf('c', { publishNotReadyAddresses: true }) },
      { kind: 'delete-pod', podName: 'c' },
      { kind: 'create-pod', pod: labelledPod('new', 'node3', 8080, { labels: { pod: 'c' }, ready: false }) },
    ]
    expect(refuted(oldFlow(timedOut, ...published))).toMatchObject([
      { rule: 'udp-flow-follows-published-endpoints', defect: 'kube-proxy-udp-flow-stays-beside-published-endpoints' },
    ])
  })

  test('one whose policy allows none of the endpoints that are left is no known defect: the proxy has some', () => {
    const local: Step[] = [
      { kind: 'delete-service', serviceName: 'to-c' },
      { kind: 'create-service', service: serviceOf('c', { internalTrafficPolicy: 'Local' }) },
      ...replaced,
    ]
    const checks = refuted(oldFlow(byOld, ...local))
    expect(checks).toMatchObject([{ rule: 'udp-flow-follows-endpoints', expected: 'timed out' }])
    expect(checks[0]).not.toHaveProperty('defect')
    expect(refuted(oldFlow(timedOut, ...local))).toEqual([])
  })

  test('one whose endpoint others stood in for meanwhile may be forgotten by then, and need not', () => {
    const last: Step = { kind: 'delete-pod', podName: 'new' }
    const refusal = (): Observation => ({ outcome: 'refused', durationMs: 1 })
    const rules = (...steps: Step[]) => oldFlow(refusal, ...steps).map(({ rule, verdict }) => `${verdict} ${rule}`)
    expect(rules(...replaced, last)).toContain('holds udp-flow-follows-endpoints')
    expect(refuted(oldFlow(byOld, ...replaced, last))).toMatchObject([
      { defect: 'kube-proxy-udp-flow-outlives-last-endpoint' },
    ])
    // Nobody else served in between, or it served again.
    expect(rules(replaced[1] as Step)).toContain('holds udp-flow-ends-with-last-endpoint')
    const again: Step = { kind: 'set-readiness', podName: 'c', ready: true }
    expect(rules(...replaced, again, last, replaced[1] as Step)).toContain('holds udp-flow-ends-with-last-endpoint')
  })

  test('one that outlives the last endpoint is the known defect', () => {
    const checks = refuted(oldFlow(byOld, replaced[1] as Step))
    expect(checks).toMatchObject([{ defect: 'kube-proxy-udp-flow-outlives-last-endpoint' }])
  })
})

describe('connections outlive what does not touch them', () => {
  const id = 'connections-outlive-what-does-not-touch-them'
  const broken = { ended: { outcome: 'reset', atMs: 300 } } as const
  const isTcp = ({ kind, probe }: Flow) => kind === 'held' && probe.protocol === 'tcp'

  test('all that stay hold', () => {
    const checks = judged(id, historyOf(withSteps({ kind: 'delete-pod', podName: 'b' })))
    expect(checks.length).toBeGreaterThan(3)
    expect(refuted(checks)).toEqual([])
  })

  test('a reset of one that a step touches is nothing, of another it is refuted', () => {
    const checks = judged(
      id,
      historyOf(withSteps({ kind: 'delete-pod', podName: 'c' }), (flow) => ({
        ...(isTcp(flow) && broken),
        servers: [{ identity: `pod/${flow.probe.target.service?.includes('to-a') ? 'a' : 'c'}/main` } as never],
      })),
    )
    expect(subjects(refuted(checks))).toContain('to-a')
    expect(subjects(checks)).not.toMatch(/to-c|pod\/c/)
  })

  test('readiness of another endpoint, a policy, a restart: which ones touch a connection', () => {
    const touched = (step: Step) => {
      const all = historyOf(withSteps(step), () => ({ servers: [{ identity: 'pod/a/main' } as never] }))
      const toA = judged(id, all).filter(({ subject }) => subject.includes('to-a:tcp'))
      return toA.length === 0
    }
    expect(touched({ kind: 'set-readiness', podName: 'c', ready: false })).toBe(false)
    for (const what of ['proxy', 'dns', 'network-daemon'] as const)
      expect(touched({ kind: 'restart', what })).toBe(false)
    expect(touched({ kind: 'delete-service', serviceName: 'to-c' })).toBe(false)
    expect(touched({ kind: 'set-readiness', podName: 'a', ready: false })).toBe(true)
    expect(touched({ kind: 'drain-node', nodeName: 'node1', to: ['node2'] })).toBe(true)
    expect(touched({ kind: 'delete-service', serviceName: 'to-a' })).toBe(true)
    expect(touched({ kind: 'flap-link', nodeName: 'node1' })).toBe(true)
    expect(touched({ kind: 'remove-node', nodeName: 'node3' })).toBe(false)
    expect(touched({ kind: 'change-service', serviceName: 'to-a', change: { internalTrafficPolicy: 'Local' } })).toBe(
      true,
    )
  })

  test('one that only waits does not go on, and for as long as an agent stood still nobody knows', () => {
    const stalled = (silentMs: number, longestPauseMs: number) => {
      const { world, history } = historyOf(withSteps({ kind: 'restart', what: 'dns' }), () => ({ silentMs }))
      const checks = judged(id, { world, history: { ...history, traffic: { ...history.traffic, longestPauseMs } } })
      return [...new Set(checks.map(({ verdict, observed }) => `${verdict} ${observed}`))]
    }
    expect(stalled(longestHarmlessGapMs, 0)).toEqual(['holds '])
    expect(stalled(longestHarmlessGapMs + 1, 0)).toEqual(['refuted no answer in the last 1201 ms, after 20'])
    expect(stalled(9_000, 4_000)).toEqual([expect.stringMatching(/^inconclusive no answer in the last 9000 ms/)])
  })

  test('one that was not made is inconclusive', () => {
    const gone = { ended: { outcome: 'not-made', error: 'gone', atMs: 3 } } as const
    const checks = judged(
      id,
      historyOf(withSteps({ kind: 'restart', what: 'dns' }), (flow) => (isTcp(flow) ? gone : {})),
    )
    expect(new Set(checks.map(({ verdict }) => verdict))).toEqual(new Set(['inconclusive']))
  })
})

describe('Nodes that come and go', () => {
  const absent: Scenario = { ...start, absentNodes: ['node3'] }
  const comes: Step = { kind: 'add-node', nodeName: 'node3' }
  const goes: Step = { kind: 'remove-node', nodeName: 'node3' }

  test('no flow has an end on a Node that is absent, and none is touched by one that comes', () => {
    const { world, history } = historyOf({ ...absent, steps: [comes] }, () => ({
      longestGap: { fromMs: 0, toMs: 9_999 },
    }))
    const places = history.flows.flatMap(({ probe }) => [probe.client, probe.target.place])
    expect(places).toContain('node/node2')
    expect(places).not.toContain('node/node3')
    const gaps = judged('untouched-traffic-has-no-gap', { world, history })
    expect(refuted(gaps)).toHaveLength(history.flows.length)
  })

  test('what has an end on a Node that goes is touched, and does not go on', () => {
    const world = servedWorld('flannel-vxlan', start)
    const [flow] = historyFlows(world, 0)
    const { probe } = flow as Flow
    const fromThird: Flow = { kind: 'held', probe: { ...probe, client: 'node/node3' } }
    const ofThird = { ...quiet, longestGap: { fromMs: 0, toMs: 9_999 } }
    const { history } = historyOf(withSteps(goes))
    const changed = { ...history, flows: [fromThird], traffic: { reports: [ofThird], longestPauseMs: 0 } }
    expect(
      judged('untouched-traffic-has-no-gap', { world: { ...world, scenario: withSteps(goes) }, history: changed }),
    ).toEqual([])
    expect(goesOn(world, servedWorld('flannel-vxlan', { ...start, absentNodes: ['node3'] }), fromThird)).toBe(false)
    expect(goesOn(world, world, fromThird)).toBe(true)
  })

  test('what every Node has afterwards is judged by the end state, and only where it was read', () => {
    const id = 'nodes-that-come-and-go-are-followed'
    const { world, history } = historyOf({ ...absent, steps: [comes] })
    expect(judged(id, { world, history })).toEqual([])
    const checks = judged(id, { world, history: { ...history, structure: {} } })
    expect(new Set(checks.map(({ property }) => property))).toEqual(new Set([id]))
    expect(subjects(checks)).toContain('node/node3')
    const gone = historyOf(withSteps(goes), () => ({}), { structure: {} })
    expect(subjects(judged(id, gone))).not.toContain('node3')
  })
})
