import { serviceCellsOf } from '../../properties/coverage/cells.ts'
import { coverageCell } from '../../properties/model/coverage.ts'
import type { KnownDefect } from '../../properties/model/defect.ts'
import type { Probe } from '../../properties/model/probe.ts'
import type { SampleShares } from '../../properties/model/profile-shares.ts'
import { servicesOf } from '../../properties/model/relevant.ts'
import type { ProfileResult, VerdictCounts } from '../../properties/model/run-record.ts'
import { serviceKey } from '../../properties/model/service.ts'
import { classesOf, proxyClasses, serviceClasses } from '../../properties/model/services/classes.ts'
import type { Check } from '../../properties/model/verdict.ts'
import { knownDefects, type World } from '../../properties/model/world.ts'
import { excludedRate } from '../../properties/statistics.ts'
import type { CaseResult } from './check-case.ts'
import { tallyHistory } from './tally-history.ts'

export const noCounts = (): VerdictCounts => ({
  holds: 0,
  refuted: 0,
  inconclusive: 0,
  unsupported: 0,
  knownDefects: 0,
})

/** A known defect before anything was seen of it. */
export const emptyDefect = ({ id, title, perProbe }: KnownDefect): ProfileResult['defects'][number] => ({
  id,
  title,
  occurred: 0,
  seen: 0,
  ...(perProbe !== undefined && { perProbe }),
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
  for (const [probe] of result.exchanges) tallyCells(profile, world, probe)
  for (const results of result.stages.values())
    for (const stage of results) {
      profile.probes += stage.exchanges.length
      for (const [probe] of stage.exchanges) tallyCells(profile, stage.world, probe)
    }
  if (result.history !== undefined) tallyHistory(profile, result.history)
  tallyServices(profile, world)
  tallyClean(profile, result)
  for (const check of result.checks) {
    countCheck(profile.checks, check)
    profile.properties[check.property] ??= noCounts()
    const own = profile.properties[check.property]
    if (own !== undefined) countCheck(own, check)
    if (check.verdict !== 'unsupported') increment(profile.rules, check.rule)
    if (check.verdict === 'inconclusive') addReason(profile, `${check.subject}: ${check.observed}`)
  }
  const defects = knownDefects(world)
  // The proxy's are known with the first case: what runs there says its status.
  for (const known of defects)
    if (profile.defects.every(({ id }) => id !== known.id)) profile.defects.push(emptyDefect(known))
  for (const defect of profile.defects) {
    const known = defects.find(({ id }) => id === defect.id)
    const judged = result.checks.filter(
      (check) => known?.rules.includes(check.rule) && check.verdict !== 'inconclusive',
    )
    const seen = judged.filter((check) => check.defect === defect.id).length
    defect.seen += seen
    // Whether chance made the conditions occur is known only where the defect shows.
    defect.occurred += known?.occurs === 'always' ? judged.length : seen
  }
}

function tallyCells(profile: ProfileResult, world: World, probe: Probe): void {
  increment(profile.coverage, coverageCell(world, probe))
  for (const cell of serviceCellsOf(world, probe)) {
    profile.serviceCoverage ??= {}
    increment(profile.serviceCoverage, cell)
  }
}

/** A clean case counts for the run, and for each class that a Service belongs to which one of its probes was about. */
function tallyClean(profile: ProfileResult, { checks, world }: CaseResult): void {
  const counts = countChecks(checks)
  if (counts.refuted + counts.inconclusive > 0 || counts.holds + counts.knownDefects === 0) return
  profile.clean ??= { ...cleanCases(0), serviceClasses: {} }
  const { clean } = profile
  Object.assign(clean, cleanCases(clean.cases + 1))
  const { scenario, topology } = world
  const checked = servicesChecked(world, checks)
  const classes = new Set(
    (scenario.services ?? [])
      .filter((service) => checked.has(serviceKey(service)))
      .flatMap((service) => classesOf(service, scenario, topology)),
  )
  // Its stages are made in the first case of a run only: the others say nothing of it.
  if (!checks.some(({ rule, verdict }) => rule === 'session-affinity' && verdict === 'holds'))
    classes.delete('affinity')
  for (const name of classes) clean.serviceClasses[name] = cleanCases((clean.serviceClasses[name]?.cases ?? 0) + 1)
}

/** Keys of the Services that probes called or asked for. */
function servicesChecked(world: World, checks: readonly Check[]): Set<string> {
  const probes = checks.flatMap(({ probe, verdict }) =>
    probe === undefined || verdict === 'unsupported' ? [] : [probe],
  )
  // One of each kind says it for all.
  const different = new Map(
    probes.map((probe) => [
      [probe.target.kind, probe.target.service, probe.target.address, probe.target.port, probe.query?.name].join(' '),
      probe,
    ]),
  )
  return new Set(
    [...different.values()].flatMap((probe) => servicesOf(world, probe)).map(({ service }) => serviceKey(service)),
  )
}

const cleanCases = (cases: number) => ({ cases, excludes: excludedRate(cases) })

/** Counts each Service of a case under every class it belongs to; a class that none has stays at 0. */
function tallyServices(profile: ProfileResult, { scenario, topology, proxy }: World): void {
  if ((scenario.services ?? []).length === 0) return
  profile.serviceClasses ??= Object.fromEntries(serviceClasses.map((name) => [name, 0]))
  const ofProxy = proxy === undefined ? undefined : proxyClasses(proxy)
  if (ofProxy !== undefined) profile.unsupportedClasses = ofProxy.lacks
  for (const service of scenario.services ?? [])
    for (const name of [...classesOf(service, scenario, topology), ...(ofProxy?.has ?? [])])
      increment(profile.serviceClasses, name)
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
