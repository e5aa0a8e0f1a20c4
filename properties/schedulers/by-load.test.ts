import { describe, expect, test } from 'vitest'
import { ipvsSchedulersDoAsTheySay as property } from '../ipvs-schedulers-do-as-they-say.ts'
import type { Load } from '../model/load.ts'
import type { Check } from '../model/verdict.ts'
import type { StageResult } from '../property.ts'
import { refuted, verdicts } from '../test-support/checks.ts'
import { labEvidence } from '../test-support/cluster-facts.ts'
import { labelledPod, servedWorld, serviceOf } from '../test-support/services.ts'
import { SimulatedIpvs } from '../test-support/simulated-ipvs.ts'

const pods = ['a', 'b', 'c'].map((name, index) =>
  labelledPod(name, `node${(index % 2) + 1}`, 8080, { labels: { all: 'yes' } }),
)
const scenario = { pods, services: [serviceOf('a', { name: 'all', selector: { all: 'yes' } })] }

/** Of the test's topology: each is judged at each stage. */
const nodes = 3

/** What is said of a cluster set to `promised` that does as `real`. */
function judged(promised: string, real = promised, change = (stage: StageResult): StageResult => stage): Check[] {
  const world = servedWorld('flannel-vxlan', scenario, 'ipvs', { scheduler: promised })
  const kernel = new SimulatedIpvs(real)
  const stages = (property.stages?.(world) ?? []).map((stage) => change(kernel.make(world, stage)))
  return property.judge(world, { ...labEvidence(world), stages })
}

test.each(['lc', 'sed', 'nq'])('%s that does as it says holds, on each Node and at each stage', (scheduler) => {
  expect(verdicts(judged(scheduler))).toEqual({ holds: nodes * (scheduler === 'lc' ? 3 : 2) })
})

describe.each(['lc', 'sed', 'nq'])('%s is refuted by its own rule', (scheduler) => {
  test('where it goes round', () => {
    expect(refuted(judged(scheduler, 'rr')).join('\n')).toContain(
      `scheduler-${scheduler} service default/all:tcp TCP on node1 with 2 connections open: 10.244.1.2:8080, with 1`,
    )
  })

  test('where it goes by the destination', () => {
    expect(refuted(judged(scheduler, 'dh')).map((text) => text.split(' ')[0])).toContain(`scheduler-${scheduler}`)
  })
})

test('lc that takes no account of closing connections is refuted, with none open', () => {
  const found = refuted(judged('lc', 'sed'))
  expect(found).toHaveLength(nodes)
  expect(found[0]).toContain('node1 with 0 connections open: 10.244.1.2:8080, with 1')
})

describe('nothing is said', () => {
  const edited = (key: 'before' | 'open' | 'after', from: RegExp, to: string) => (stage: StageResult) => {
    const { load } = stage
    if (load === undefined) throw new Error('no load')
    const lines = Object.entries(load[key]).map(([node, all]) => [node, all.map((line) => line.replace(from, to))])
    return { ...stage, load: { ...load, [key]: Object.fromEntries(lines) } }
  }
  const withReports = (change: (report: Load['traffic']['reports'][number]) => object) => (stage: StageResult) => {
    const { load } = stage
    if (load === undefined) throw new Error('no load')
    const reports = load.traffic.reports.map((report) => ({ ...report, ...change(report) }))
    return { ...stage, load: { ...load, traffic: { ...load.traffic, reports } } }
  }
  const reset = { outcome: 'failed' as const, error: 'ECONNRESET', atMs: 5 }

  test.each<[string, (stage: StageResult) => StageResult, string]>([
    ['with connections of others before', edited('before', /1 {6}0/, '1      3'), 'connections of others'],
    ['with one that came meanwhile', edited('after', /1 {6}\d+/, '1      7'), 'IPVS counts 7 open connections of'],
    ['with one that IPVS does not count', edited('open', /1 {6}1/, '1      0'), 'IPVS counts 0 open connections of'],
    ['of a port that is not listed', edited('open', /^TCP.*/, ''), 'could not be read'],
    ['of connections that were reset', withReports(() => ({ ended: reset })), 'was not held: ECONNRESET'],
    ['of connections that never stood', withReports(() => ({ servers: [] })), 'was not held: no answer'],
  ])('%s', (_what, change, reason) => {
    const checks = judged('nq', 'nq', change)
    expect(verdicts(checks)).toEqual({ inconclusive: nodes * 2 })
    expect(checks[0]?.observed).toContain(reason)
  })

  test('of lc where those that are closing outweigh an open one, or were forgotten meanwhile', () => {
    const many = judged('lc', 'lc', edited('open', /\d+$/, '300'))
    expect(verdicts(many)).toEqual({ inconclusive: nodes * 3 })
    expect(many[0]?.observed).toContain('as heavy as an open one')
    const forgotten = judged('lc', 'lc', edited('after', /\d+$/, '0'))
    expect(verdicts(forgotten)).toEqual({ holds: nodes * 2, inconclusive: nodes })
  })
})

test('the calls of a stage without what was held are inconclusive', () => {
  const bare = ({ load: _load, ...stage }: StageResult) => stage
  expect(verdicts(judged('sed', 'sed', bare))).toEqual({ inconclusive: nodes * 2 })
})
