import type { ClusterProvider, StartedCluster } from '../../clusters/cluster.ts'
import { type Capabilities, missingCapabilities } from '../../properties/model/capability.ts'
import { topologyOf } from '../../properties/model/default-topology.ts'
import type { Network } from '../../properties/model/networks/network.ts'
import type { ProfileResult } from '../../properties/model/run-record.ts'
import type { Scenario } from '../../properties/model/scenario.ts'
import type { Topology } from '../../properties/model/topology.ts'
import type { Property } from '../../properties/property.ts'
import { properties as allProperties } from '../../properties/registry.ts'
import { formatScenarioFile } from '../scenario-file/format.ts'
import { refuseIf } from '../usage-error.ts'
import { caseRecord } from './case-record.ts'
import { type CaseResult, checkCase } from './check-case.ts'
import { counterexamplesOf } from './counterexamples.ts'
import type { CheckOptions, RunProgress } from './options.ts'
import { concludeProfile } from './profile.ts'
import type { RunFolder } from './run-folder.ts'
import { casesPerCluster, drawScenario, drawTopology } from './seeds.ts'
import { countChecks, tallyCase } from './tally.ts'

/** What the networks of one run share. */
export interface RunContext {
  provider: ClusterProvider
  capabilities: Capabilities
  options: CheckOptions
  folder: RunFolder
  progress: RunProgress
  runId: string
  /** Aborted when the time limit is reached: no further case begins. */
  outOfTime: AbortSignal
}

/** One case to make: in which cluster, with which scenario. */
interface PlannedCase {
  index: number
  topology: Topology
  scenario: Scenario
  /** First case of its cluster: slow probes are made. */
  first: boolean
}

/**
 * Checks one network: its clusters one after the other, its cases until one is refuted. Fills the profile as it goes
 * and leaves it concluded, also when it throws.
 */
export async function checkNetwork(
  context: RunContext,
  network: Network,
  profile: ProfileResult,
  signal: AbortSignal,
): Promise<void> {
  const { options, progress, capabilities } = context
  const startMs = performance.now()
  const missing = missingCapabilities(network.needs, capabilities)
  if (missing.length > 0) {
    profile.reasons.push(...missing)
    progress.networkFinished(profile)
    return
  }
  progress.networkStarted(network.name, profile.casesPlanned)
  try {
    if (options.cluster === undefined) await checkOwnClusters(context, network, profile, signal)
    else await checkRunningCluster(context, options.cluster, network, profile, signal)
  } finally {
    profile.durationMs = Math.round(performance.now() - startMs)
    concludeProfile(profile)
    progress.networkFinished(profile)
  }
}

async function checkOwnClusters(context: RunContext, network: Network, profile: ProfileResult, signal: AbortSignal) {
  const { options } = context
  const clusters = Math.ceil(profile.casesPlanned / casesPerCluster)
  for (let number = 0; number < clusters && goesOn(context, profile); number += 1) {
    const last = number === clusters - 1
    const topology =
      options.replay?.topology ?? replayTopology(options) ?? drawTopology(network, options.seed, number, options.nodes)
    const cases = plannedCases(context, profile, topology, number * casesPerCluster)
    const keep = options.keep && last
    const request = { name: `${context.runId}-${network.name}`, network, topology, keep }
    refuseIf(
      await context.provider.requestProblems(request, Math.max(...cases.map(({ scenario }) => scenario.pods.length))),
    )
    const cluster = await context.provider.start(request, signal)
    try {
      await makeCases(context, cluster, profile, cases, signal)
    } finally {
      await leave(context, cluster, options.keep && (last || profile.checks.refuted > 0))
    }
  }
}

/** The running scenario first, as it stands, then generated ones. */
async function checkRunningCluster(
  context: RunContext,
  name: string,
  network: Network,
  profile: ProfileResult,
  signal: AbortSignal,
) {
  const cluster = await context.provider.attach(name, signal)
  try {
    const { topology } = cluster
    const present = { index: 0, topology, scenario: context.options.replay?.scenario ?? cluster.scenario, first: true }
    const further = plannedCases(context, profile, topology, 0).slice(1)
    await makeCases(
      context,
      cluster,
      profile,
      [present, ...further.map((planned) => ({ ...planned, first: false }))],
      signal,
    )
    context.progress.note(`cluster ${name} (${network.name}) holds the scenario of the last case`)
  } finally {
    await cluster.detach()
  }
}

/** A replay without a topology of its own gets one Node per node name it uses. */
function replayTopology(options: CheckOptions): Topology | undefined {
  if (options.replay === undefined) return undefined
  const numbers = options.replay.scenario.pods.map((pod) => Number(/^node(\d+)$/.exec(pod.nodeName)?.[1] ?? 2))
  return topologyOf(Array.from({ length: Math.max(2, ...numbers) }, () => 0))
}

function plannedCases(context: RunContext, profile: ProfileResult, topology: Topology, from: number): PlannedCase[] {
  const { options } = context
  if (options.replay !== undefined) return [{ index: 0, topology, scenario: options.replay.scenario, first: true }]
  const count = Math.min(casesPerCluster, profile.casesPlanned - from)
  const bounds =
    options.podsPerNode === undefined
      ? { maxPodsPerNode: context.provider.maxPodsPerNode }
      : { podsPerNode: options.podsPerNode }
  return Array.from({ length: count }, (_, position) => {
    const index = from + position
    return { index, topology, scenario: drawScenario(topology, options.seed, index, bounds), first: position === 0 }
  })
}

async function makeCases(
  context: RunContext,
  cluster: StartedCluster,
  profile: ProfileResult,
  cases: readonly PlannedCase[],
  signal: AbortSignal,
): Promise<void> {
  const properties = allProperties.filter(
    (property) =>
      context.options.properties.includes(property.id) &&
      missingCapabilities(property.needs, context.capabilities).length === 0,
  )
  for (const planned of cases) {
    if (!goesOn(context, profile)) return
    signal.throwIfAborted()
    const startMs = performance.now()
    const request = { index: planned.index, cluster, scenario: planned.scenario, properties, slow: planned.first }
    const result = await checkCase(request, signal)
    tallyCase(profile, result)
    await context.folder.writeCase(caseRecord(result))
    await tellCounterexamples(context, profile, result, properties)
    context.progress.caseFinished({
      network: profile.network,
      index: planned.index,
      casesPlanned: profile.casesPlanned,
      nodes: planned.topology.nodes.length,
      pods: planned.scenario.pods.length,
      probes: result.exchanges.length,
      counts: countChecks(result.checks),
      durationMs: Math.round(performance.now() - startMs),
    })
  }
}

/** A refuted case ends its network: what follows would tell of the same fault. Known defects do not. */
const goesOn = (context: RunContext, profile: ProfileResult): boolean =>
  profile.checks.refuted === 0 && !context.outOfTime.aborted

async function tellCounterexamples(
  context: RunContext,
  profile: ProfileResult,
  result: CaseResult,
  properties: readonly Property[],
): Promise<void> {
  if (result.checks.every((check) => check.verdict !== 'refuted')) return
  const { network, topology, scenario } = result.world
  const name = `${network.name}-case${result.index}`
  const text = formatScenarioFile({ name, network, topology, scenario })
  const file = await context.folder.writeFile(`${name}.yaml`, text)
  const onCluster = context.options.cluster === undefined ? '' : ` --cluster ${context.options.cluster}`
  const found = counterexamplesOf(result, properties, `podnet replay ${file}${onCluster}`)
  // A known defect shows in every case: the first one tells all.
  const known = new Set(profile.counterexamples.map(({ defect }) => defect))
  profile.counterexamples.push(...found.filter(({ defect }) => defect === undefined || !known.has(defect)))
}

async function leave(context: RunContext, cluster: StartedCluster, keep: boolean): Promise<void> {
  if (!keep) return cluster.stop()
  await cluster.detach()
  context.progress.note(`kept cluster ${cluster.name}; podnet cluster delete ${cluster.name} removes it`)
}
