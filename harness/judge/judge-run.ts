import { findNetwork } from '../../properties/model/networks/index.ts'
import type { CaseRecord, ProfileResult, RunRecord, VerdictCounts } from '../../properties/model/run-record.ts'
import { type Verdict, worstVerdict } from '../../properties/model/verdict.ts'
import type { Property } from '../../properties/property.ts'
import { exitCodes } from '../exit.ts'
import { concludeProfile, emptyProfile } from '../run/profile.ts'
import { noCounts, tallyCase } from '../run/tally.ts'
import { type ComparedCheck, compareChecks, type Flip } from './compare-checks.ts'
import { judgeCase, NotJudgeable } from './judge-case.ts'

/** What today's model says of a saved run, beside what was said then. */
export interface JudgedRun {
  id: string
  verdict: { before: Verdict; today: Verdict }
  /** As `check` would end with today's verdicts. */
  exitCode: number
  cases: number
  checks: VerdictCounts
  /** Checks whose verdict is another, with their case. */
  flips: (Flip & { network: string; caseIndex: number })[]
  /** Rules that judged more or fewer checks of a profile than then; not told of a sampled run. */
  rules: { profile: string; rule: string; before: number; today: number }[]
  /** What cannot be judged again. */
  notJudged: {
    /** Probes that agents compared and did not return. */
    asExpected: number
    /** Properties that this version does not have, and those that count what agents did not return. */
    properties: string[]
    /** Cases whose record lacks what it takes, and why. */
    cases: string[]
  }
  profiles: { profile: string; before: Verdict; today: Verdict; reasons: string[] }[]
}

/** Judges a saved run with `properties`, today's. `cases` is read once, from the first to the last. */
export async function judgeRun(
  record: RunRecord,
  cases: AsyncIterable<CaseRecord> | Iterable<CaseRecord>,
  properties: readonly Property[],
): Promise<JudgedRun> {
  const profiles = record.profiles.map(blankProfile)
  const judged: JudgedRun = {
    id: record.id,
    verdict: { before: record.verdict, today: 'inconclusive' },
    exitCode: 0,
    cases: 0,
    checks: noCounts(),
    flips: [],
    rules: [],
    notJudged: { asExpected: 0, properties: [], cases: [] },
    profiles: [],
  }
  for await (const one of cases) judgeOne(one, judged, profiles, properties)
  for (const [position, profile] of profiles.entries()) {
    const before = record.profiles[position]
    if (before === undefined) continue
    if (before.cells !== undefined) profile.cells = before.cells
    if (before.verdict !== 'unsupported') concludeProfile(profile)
    const { profile: name, verdict: today, reasons } = profile
    judged.profiles.push({ profile: name, before: before.verdict, today, reasons })
    if (before.sample === undefined) judged.rules.push(...changedRules(before, profile))
    for (const key of Object.keys(judged.checks) as (keyof VerdictCounts)[]) judged.checks[key] += profile.checks[key]
  }
  const today = worstVerdict(judged.profiles.map((profile) => namedVerdict(profile.today, record)))
  judged.verdict.today = today === 'unsupported' ? 'inconclusive' : today
  judged.exitCode = exitCodes[judged.verdict.today as 'holds' | 'refuted' | 'inconclusive']
  return judged
}

function blankProfile(before: ProfileResult): ProfileResult {
  const network = findNetwork(before.network) ?? { name: before.network, defects: [] }
  const proxy = before.profile.split('/')[1] as Parameters<typeof emptyProfile>[1]
  return emptyProfile(network, proxy, before.casesPlanned, before.sample?.pairsPerCase)
}

function judgeOne(
  one: CaseRecord,
  judged: JudgedRun,
  profiles: readonly ProfileResult[],
  properties: readonly Property[],
): void {
  const { notJudged } = judged
  const leftOut = new Set(notJudged.properties)
  for (const number of Object.values(one.asExpected ?? {})) notJudged.asExpected += number
  try {
    const result = judgeCase(one, properties)
    const profile = profileOf(one, profiles)
    if (profile !== undefined) tallyCase(profile, result)
    judged.cases += 1
    // What was said by properties that are not judged again is no change of a verdict.
    const again = new Set(result.properties.map(({ id }) => id))
    const ofThese = (checks: readonly ComparedCheck[]) => checks.filter(({ property }) => again.has(property))
    const before = ofThese(one.checks as unknown as ComparedCheck[])
    for (const id of one.properties ?? []) if (!again.has(id)) leftOut.add(id)
    const place = { network: one.network, caseIndex: one.index }
    notJudged.properties = [...leftOut]
    judged.flips.push(...compareChecks(before, ofThese(result.checks)).map((flip) => ({ ...place, ...flip })))
  } catch (error) {
    if (!(error instanceof NotJudgeable)) throw error
    notJudged.cases.push(`${one.network}, case ${one.index}: ${error.message}`)
  }
}

/** A case says its network and its proxy; where the proxy was left out, the network is its profile's alone. */
function profileOf({ network, status }: CaseRecord, profiles: readonly ProfileResult[]): ProfileResult | undefined {
  const own = profiles.filter((profile) => profile.network === network)
  const mode = status.proxy?.mode ?? 'none'
  return own.find(({ profile }) => profile.split('/')[1] === mode) ?? own[0]
}

function changedRules(before: ProfileResult, today: ProfileResult): JudgedRun['rules'] {
  const names = new Set([...Object.keys(before.rules), ...Object.keys(today.rules)])
  return [...names].flatMap((rule) => {
    const counts = { before: before.rules[rule] ?? 0, today: today.rules[rule] ?? 0 }
    return counts.before === counts.today ? [] : [{ profile: before.profile, rule, ...counts }]
  })
}

/** A network that the user named and that could not run made the run inconclusive, and still does. */
function namedVerdict(verdict: Verdict, { command }: RunRecord): Verdict {
  const at = command.findIndex((word) => word === '--network' || word.startsWith('--network='))
  const name = command[at]?.split('=')[1] ?? command[at + 1]
  const named = command[0] === 'replay' || (at !== -1 && name !== 'all')
  return verdict === 'unsupported' && named ? 'inconclusive' : verdict
}
