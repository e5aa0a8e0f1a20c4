import { beforeEach, expect, test, vi } from 'vitest'
import { datagramsAreNotLost } from '../../properties/datagrams-are-not-lost.ts'
import type * as Expectations from '../../properties/model/expectation.ts'
import type { Probe } from '../../properties/model/probe.ts'
import type { CaseRecord } from '../../properties/model/run-record.ts'
import { judgeRun } from './judge-run.ts'
import { probing, recordedRun } from './recorded.fixture.ts'

/** The rule that says something else today than it did when the run was made. */
const changed = vi.hoisted(() => ({ rule: '' }))

vi.mock('../../properties/model/expectation.ts', async (importActual) => {
  const actual = await importActual<typeof Expectations>()
  const changedExpect: typeof actual.expect = (world, probe) => {
    const expectation = actual.expect(world, probe)
    if (expectation.rule !== changed.rule) return expectation
    return { ...expectation, allowed: [{ outcome: 'refused' }] }
  }
  return { ...actual, expect: changedExpect }
})

beforeEach(() => {
  changed.rule = ''
})

const isCrossNode = ({ client, target }: Probe) =>
  client === 'pod/a' && target.place === 'pod/c' && target.kind === 'pod'

test('a run that is judged with the model that made it changes nothing', async () => {
  const { run, cases } = await recordedRun()
  const judged = await judgeRun(run, cases, probing)
  expect(judged).toMatchObject({ exitCode: 0, cases: 1, flips: [], rules: [] })
  expect(judged.checks).toEqual(run.profiles[0]?.checks)
  expect(judged.checks.holds).toBeGreaterThan(50)
})

test('a changed rule flips exactly the verdicts of that rule', async () => {
  const { run, cases } = await recordedRun()
  changed.rule = 'pod-to-pod-other-node'
  const judged = await judgeRun(run, cases, probing)
  expect(judged.flips.length).toBe(run.profiles[0]?.rules[changed.rule])
  expect(new Set(judged.flips.map(({ rule, from, to }) => `${rule} ${from} ${to}`))).toEqual(
    new Set(['pod-to-pod-other-node holds refuted']),
  )
  expect(judged.flips[0]?.subject).toMatch(/^pod\/a@node1 .* -> pod\/c@node2/)
  expect(judged).toMatchObject({ verdict: { before: 'holds', today: 'refuted' }, exitCode: 1, rules: [] })
})

test('what was refuted and what became of it when it was made again is judged the same way', async () => {
  let first = true
  const { run, cases } = await recordedRun((probe) => {
    if (!isCrossNode(probe) || probe.protocol !== 'udp') return undefined
    const lost = first
    first = false
    return lost ? { outcome: 'timed-out', durationMs: 4000 } : undefined
  })
  expect(cases[0]?.checks).toMatchObject([{ rule: 'pod-to-pod-other-node', verdict: 'refuted', persistence: 'late' }])
  const judged = await judgeRun(run, cases, probing)
  expect(judged).toMatchObject({ flips: [], exitCode: 1, checks: { refuted: 1 } })
})

test('what was refuted and is allowed today holds', async () => {
  const { run, cases } = await recordedRun((probe) =>
    isCrossNode(probe) ? { outcome: 'refused', durationMs: 1 } : undefined,
  )
  const [one] = cases
  if (one === undefined) throw new Error('no case')
  const healthy = await recordedRun()
  const judged = await judgeRun(run, [{ ...one, exchanges: healthy.cases[0]?.exchanges ?? [] }], probing)
  expect(judged.flips.map(({ rule, from, to }) => `${rule} ${from} ${to}`)).toEqual(
    run.profiles[0] === undefined
      ? []
      : Array(run.profiles[0].checks.refuted).fill('pod-to-pod-other-node refuted holds'),
  )
  expect(judged.exitCode).toBe(0)
})

test('a run of a network that is not known any more has shown nothing', async () => {
  const { run, cases } = await recordedRun()
  const [profile] = run.profiles
  const renamed = { ...run, profiles: [{ ...profile, network: 'gone', profile: 'gone/none/ipv4' }] } as typeof run
  const judged = await judgeRun(renamed, [{ ...(cases[0] as CaseRecord), network: 'gone' }], probing)
  expect(judged).toMatchObject({ verdict: { before: 'holds', today: 'inconclusive' }, exitCode: 2, cases: 0 })
  expect(judged.checks.holds).toBe(0)
  expect(judged.profiles[0]?.profile).toBe('gone/none/ipv4')
})

test('what cannot be judged again is told', async () => {
  const { run, cases } = await recordedRun()
  const [{ properties: _properties, ...older }] = cases as [(typeof cases)[number]]
  expect((await judgeRun(run, [older], probing)).notJudged.cases).toEqual([
    'flannel-vxlan, case 0: it does not say which property asked for which probe: it was written by an older podnet',
  ])
  const sampled = { ...older, properties: ['pods-reach-pods-without-nat', 'gone'], asExpected: { 'pod-to-itself': 7 } }
  expect((await judgeRun(run, [sampled], probing)).notJudged).toEqual({
    asExpected: 7,
    properties: ['gone'],
    cases: [],
  })
})

test('what counts its datagrams is not judged by those that agents returned', async () => {
  const { run, cases } = await recordedRun((probe) =>
    isCrossNode(probe) && probe.protocol === 'udp' ? { outcome: 'timed-out', durationMs: 4000 } : undefined,
  )
  const [one] = cases
  const kept = one?.exchanges.filter(([probe]) => isCrossNode(probe as Probe) && probe.protocol === 'udp') ?? []
  const owners: [string, number][] = [['datagrams-are-not-lost', kept.length]]
  const sampled = { ...one, exchanges: kept, owners, properties: ['datagrams-are-not-lost'], repeated: [], checks: [] }
  const judge = (more: object) => judgeRun(run, [{ ...sampled, ...more } as CaseRecord], [datagramsAreNotLost])
  expect((await judge({})).flips).toMatchObject([{ rule: 'datagram-loss', to: 'refuted' }])
  expect(await judge({ asExpected: { 'pod-to-pod-other-node': 19 } })).toMatchObject({
    flips: [],
    notJudged: { properties: ['datagrams-are-not-lost'] },
  })
})
