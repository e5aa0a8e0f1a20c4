import { isDeepStrictEqual } from 'node:util'
import { expect, test } from 'vitest'
import type { Flow } from './model/flow.ts'
import { findNetwork } from './model/networks/index.ts'
import type { Network } from './model/networks/network.ts'
import type { Step } from './model/step.ts'
import { longestHarmlessGapMs } from './outage.ts'
import { historyOf, judged, refuted, subjects, withSteps } from './test-support/histories.ts'
import { SimulatedCluster } from './test-support/simulated-calls.ts'

const id = 'untouched-traffic-has-no-gap'
const gapOf = (ms: number) => ({ longestGap: { fromMs: 50, toMs: 50 + ms } })
const restart = withSteps({ kind: 'restart', what: 'proxy' })

test('up to what one lost packet makes, and for as long as an agent stood still', () => {
  const most = longestHarmlessGapMs + 2 * 20
  expect(
    refuted(
      judged(
        id,
        historyOf(restart, () => gapOf(most)),
      ),
    ),
  ).toEqual([])
  const [first, ...others] = refuted(
    judged(
      id,
      historyOf(restart, () => gapOf(most + 1)),
    ),
  )
  expect(first).toMatchObject({
    rule: 'untouched-traffic-goes-on',
    observed: expect.stringContaining('during restart'),
  })
  expect(others.length).toBeGreaterThan(4)
})

test('beyond that for as long as an agent stood still: nobody knows', () => {
  const stood = (ms: number) => {
    const { world, history } = historyOf(restart, () => gapOf(ms))
    const traffic = { ...history.traffic, longestPauseMs: 9_000 }
    const checks = judged(id, { world, history: { ...history, traffic } })
    return [...new Set(checks.map(({ verdict }) => verdict))]
  }
  expect(stood(longestHarmlessGapMs + 1_000)).toEqual(['holds'])
  expect(stood(longestHarmlessGapMs + 1_001)).toEqual(['inconclusive'])
  expect(stood(longestHarmlessGapMs + 18_001)).toEqual(['refuted'])
})

test('a restart of the network’s daemon stops what the daemon carries itself, and nothing else', () => {
  const { world, history } = historyOf(withSteps({ kind: 'restart', what: 'network-daemon' }), () => gapOf(9999))
  const of = (name: string) => judged(id, { world: { ...world, network: findNetwork(name) as Network }, history })
  expect(refuted(of('flannel-vxlan')).length).toBeGreaterThan(4)
  expect(of('flannel-udp')).toEqual([])
})

test('an answer of another Pod or under another source is one too many, for as short as it was', () => {
  const healthy = historyOf(restart)
  const isHere = ({ kind, probe }: Flow) => kind === 'fresh' && probe.target.kind === 'pod' && probe.protocol === 'udp'
  const flow = healthy.history.flows.find(isHere) as Flow
  const { server, client } = new SimulatedCluster().observe(healthy.world, flow.probe)
  if (server === undefined || client === undefined) throw new Error('nobody answers')
  const found = (...others: object[]) => {
    const servers = [server, ...others.map((changes) => ({ ...server, ...changes }))].map((one) => ({
      ...one,
      sinceMs: 40,
      answers: 1,
    }))
    return refuted(
      judged(
        id,
        historyOf(restart, (one) => (isDeepStrictEqual(one, flow) ? { client, servers } : {})),
      ),
    )
  }
  expect(found()).toEqual([])
  expect(found({ peer: { ...server.peer, port: 1234 } })).toEqual([])
  expect(found({ identity: 'pod/stranger/main' }, { peer: { ...server.peer, address: '172.30.0.11' } })).toMatchObject([
    { subject: expect.stringContaining(', fresh'), observed: expect.stringContaining('answered by pod/stranger') },
    { observed: expect.stringContaining('source seen 172.30.0.11, in 1 of 20 answers, from 40 ms') },
  ])
})

test('a fresh flow to a Service is touched by any of its Pods', () => {
  const fresh = ({ kind, probe }: Flow) => (kind === 'fresh' && probe.target.service !== undefined ? gapOf(9999) : {})
  const step: Step = { kind: 'set-readiness', podName: 'c', ready: false }
  const checks = refuted(judged(id, historyOf(withSteps(step), fresh)))
  expect(subjects(checks)).toContain('to-a')
  expect(subjects(checks)).not.toContain('to-c')
})
