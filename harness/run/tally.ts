import { coverageCell } from '../../properties/model/coverage.ts'
import type { ProfileResult, SampleShares, VerdictCounts } from '../../properties/model/run-record.ts'
import type { Check } from '../../properties/model/verdict.ts'
import type { CaseResult } from './check-case.ts'

export const noCounts = (): VerdictCounts => ({
  holds: 0,
  refuted: 0,
  inconclusive: 0,
  unsupported: 0,
  knownDefects: 0,
})

export function countCheck(counts: VerdictCounts, check: Check): void {
  counts[check.defect === undefined ? check.verdict : 'knownDefects'] += 1
}

export function countChecks(checks: readonly Check[]): VerdictCounts {
  const counts = noCounts()
  for (const check of checks) countCheck(counts, check)
  return counts
}

/** Adds a finished case to its profile's numbers. */
export function tallyCase(profile: ProfileResult, result: CaseResult): void {
  const { world } = result
  profile.cases += 1
  profile.nodesPerCase.push(world.topology.nodes.length)
  profile.podsPerCase.push(world.scenario.pods.length)
  profile.probes += result.exchanges.length
  profile.pairs += countPairs(result.exchanges)
  if (result.sample !== undefined) tallySample(profile, result.index, result.sample)
  for (const [probe] of result.exchanges) increment(profile.coverage, coverageCell(world, probe))
  for (const check of result.checks) {
    countCheck(profile.checks, check)
    profile.properties[check.property] ??= noCounts()
    const own = profile.properties[check.property]
    if (own !== undefined) countCheck(own, check)
    if (check.verdict !== 'unsupported') increment(profile.rules, check.rule)
    if (check.verdict === 'inconclusive') addReason(profile, `${check.subject}: ${check.observed}`)
  }
  for (const defect of profile.defects) {
    const known = world.network.defects.find(({ id }) => id === defect.id)
    const judged = result.checks.filter(
      (check) => known?.rules.includes(check.rule) && check.verdict !== 'inconclusive',
    )
    const seen = judged.filter((check) => check.defect === defect.id).length
    defect.seen += seen
    // Whether chance made the conditions occur is known only where the defect shows.
    defect.occurred += known?.occurs === 'always' ? judged.length : seen
  }
}

/** Pairs of a client and whom it called; an address nobody has is somebody too. */
function countPairs(exchanges: CaseResult['exchanges']): number {
  const pairs = new Set<string>()
  for (const [{ client, target }] of exchanges) pairs.add(`${client} ${target.place ?? target.address}`)
  return pairs.size
}

/** A sample that misses a class or a Node has not shown what was promised. */
function tallySample(profile: ProfileResult, index: number, sample: SampleShares): void {
  for (const [name, { hit, possible }] of entriesOf(sample)) {
    const sum = profile.sample?.[name]
    if (sum === undefined) continue
    sum.hit += hit
    sum.possible += possible
  }
  const missed = promisedShares.flatMap(([name, words]) => {
    const { hit, possible } = sample[name]
    return hit < possible ? [`${hit} of ${possible} ${words}`] : []
  })
  if (missed.length > 0) addReason(profile, `the sample of case ${index} hit ${missed.join(', ')}`)
}

const promisedShares = [
  ['classes', 'classes of pairs'],
  ['clientNodes', 'Nodes as clients'],
  ['targetNodes', 'Nodes as targets'],
] as const

const entriesOf = (sample: SampleShares) => Object.entries(sample) as [keyof SampleShares, SampleShares['pairs']][]

/** Reasons a profile names; the first ones tell what the others repeat. */
const maxReasons = 5

function addReason(profile: ProfileResult, reason: string): void {
  if (profile.reasons.length < maxReasons && !profile.reasons.includes(reason)) profile.reasons.push(reason)
}

function increment(counts: Record<string, number>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1
}
