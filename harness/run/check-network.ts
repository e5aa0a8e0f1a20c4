import { AgentError } from '../../clusters/agent/agent-error.ts'
import type { ClusterProvider, StartedCluster } from '../../clusters/cluster.ts'
import { type Capabilities, missingCapabilities } from '../../properties/model/capability.ts'
import type { Counterexample, ProfileResult } from '../../properties/model/run-record.ts'
import type { Property } from '../../properties/property.ts'
import { explainRefuted } from '../explain/explain-refuted.ts'
import { refuseIf } from '../usage-error.ts'
import { caseRecord } from './case-record.ts'
import { type CaseResult, checkCase } from './check-case.ts'
import { chosenProperties } from './chosen-properties.ts'
import { counterexamplesOf } from './counterexamples.ts'
import { measureCoverage } from './measure-coverage.ts'
import type { CheckOptions, RunProgress } from './options.ts'
import {
  clusterRequest,
  corpusClusters,
  generatedCases,
  needsOf,
  type PlannedCase,
  plannedCluster,
  type Subject,
  servicesOf,
} from './plan-cases.ts'
import { concludeProfile, profileName } from './profile.ts'
import type { RunFolder } from './run-folder.ts'
import { budgetProblems, sampleRequest } from './sample-case.ts'
import { scenarioWriter } from './scenario-writer.ts'
import { shrinkFirst } from './shrink-first.ts'
import { takenScenario } from './taken-scenario.ts'
import { countChecks, tallyCase } from './tally.ts'

/** What the networks of one run share. */
export interface RunContext {
  provider: ClusterProvider
  capabilities: Capabilities
  options: CheckOptions
  folder: RunFolder
  progress: RunProgress
  runId: string
  versions: Readonly<Record<string, string>>
  /** Aborted when the time limit is reached: no further case begins. */
  outOfTime: AbortSignal
}

/**
 * Checks one network: its clusters one after the other, its cases until one is refuted. Fills the profile as it goes
 * and leaves it concluded, also when it throws.
 */
export async function checkNetwork(
  context: RunContext,
  subject: Subject,
  profile: ProfileResult,
  signal: AbortSignal,
): Promise<void> {
  const { options, progress, capabilities } = context
  const startMs = performance.now()
  // What runs already was brought up by somebody who had all it takes.
  const missing = options.cluster === undefined ? missingCapabilities(needsOf(subject), capabilities) : []
  if (missing.length > 0) {
    profile.reasons.push(...missing)
    progress.profileFinished(profile)
    return
  }
  progress.profileStarted(profile.profile, profile.casesPlanned)
  try {
    if (options.cluster === undefined) await checkOwnClusters(context, subject, profile, signal)
    else await checkRunningCluster(context, options.cluster, subject, profile, signal)
  } finally {
    profile.durationMs = Math.round(performance.now() - startMs)
    concludeProfile(profile)
    progress.profileFinished(profile)
  }
}

async function checkOwnClusters(
  context: RunContext,
  subject: Subject,
  profile: ProfileResult,
  signal: AbortSignal,
): Promise<void> {
  const { options, provider } = context
  const generated = options.replay === undefined ? options.runs : 1
  const clusters = Math.ceil(generated / Math.min(provider.casesPerCluster, generated))
  const ofCorpus = corpusClusters(options, subject, provider)
  const all = ofCorpus.length + clusters
  for (let number = 0; number < all && goesOn(context, profile); number += 1) {
    const planned = ofCorpus[number] ?? plannedCluster(options, subject, number - ofCorpus.length, provider)
    const last = number === all - 1
    const request = clusterRequest(context.runId, subject, planned, options)
    refuseIf(await provider.requestProblems(request, planned.mostPods))
    const cluster = await provider.start(request, signal)
    try {
      await makeCases(context, cluster, profile, planned.cases, signal)
    } finally {
      await leave(context, cluster, options.keep && (last || profile.checks.refuted > 0))
    }
    measureCoverage(context, subject, profile, cluster)
  }
}

/** The running scenario first, as it stands, then generated ones. */
async function checkRunningCluster(
  context: RunContext,
  name: string,
  { network }: Subject,
  profile: ProfileResult,
  signal: AbortSignal,
): Promise<void> {
  const { options, provider } = context
  const cluster = await provider.attach(name, signal)
  try {
    const { topology } = cluster
    const scenario = options.replay?.scenario ?? cluster.scenario
    const services = servicesOf(options, cluster.status().proxy?.mode ?? 'none')
    const further = generatedCases(
      options,
      network,
      () => topology,
      // With options other than today's it may have been started.
      { provider: { ...provider, disturbances: cluster.disturbances }, services, first: 1 },
      1,
      profile.casesPlanned,
    )
    const cases = [{ index: 0, topology, scenario, slow: true }, ...further]
    refuseIf(budgetProblems(options, chosenProperties(options, context.capabilities), network, cases))
    await makeCases(context, cluster, profile, cases, signal)
    measureCoverage(context, { network, proxy: cluster.status().proxy?.mode ?? 'none' }, profile, cluster)
    if (profile.cases > 1) context.progress.note(`cluster ${name} now holds the scenario of case ${profile.cases - 1}`)
  } finally {
    await cluster.detach()
  }
}

async function makeCases(
  context: RunContext,
  cluster: StartedCluster,
  profile: ProfileResult,
  cases: readonly PlannedCase[],
  signal: AbortSignal,
): Promise<void> {
  const properties = chosenProperties(context.options, context.capabilities)
  nameProfile(context, cluster, profile)
  for (const planned of cases) {
    if (!goesOn(context, profile)) return
    signal.throwIfAborted()
    const startMs = performance.now()
    const { index, slow } = planned
    const scenario = takenScenario(context.options, cluster, planned)
    if (typeof scenario === 'string') {
      context.progress.note(scenario)
      profile.casesPlanned -= 1
      continue
    }
    const sample = sampleRequest(context.options, cluster.network, index)
    const { provider } = context
    const request = { index, cluster, provider, scenario, properties, slow, ...(sample && { sample }) }
    const result = await checkCase(request, signal).catch((error: unknown) => lostAgent(error, profile, index))
    if (result === undefined) return
    tallyCase(profile, result)
    if (planned.corpus !== undefined) profile.corpus = [...(profile.corpus ?? []), planned.corpus]
    await context.folder.writeCase(caseRecord(result))
    await tellCounterexamples(context, profile, result, properties, cluster, signal)
    context.progress.caseFinished({
      profile: profile.profile,
      index: profile.cases - 1,
      casesPlanned: profile.casesPlanned,
      nodes: planned.topology.nodes.length,
      pods: planned.scenario.pods.length,
      probes: result.exchanges.length,
      counts: countChecks(result.checks),
      durationMs: Math.round(performance.now() - startMs),
    })
  }
}

/** A cluster that was there before has the proxy it has. */
function nameProfile({ options }: RunContext, cluster: StartedCluster, profile: ProfileResult): void {
  if (options.proxies.includes(undefined))
    profile.profile = profileName(cluster.network, cluster.status().proxy?.mode ?? 'none')
}

/** An agent that ended took a Node along, or its servers: that says nothing of the network, and ends its cases. */
function lostAgent(error: unknown, profile: ProfileResult, index: number): undefined {
  if (!(error instanceof AgentError) || !error.ended) throw error
  profile.reasons.push(`case ${index} could not be finished: ${error.message}`)
}

/** A refuted case ends its network: what follows would tell of the same fault. Known defects do not. */
const goesOn = (context: RunContext, profile: ProfileResult): boolean =>
  profile.checks.refuted === 0 && !context.outOfTime.aborted

async function tellCounterexamples(
  context: RunContext,
  profile: ProfileResult,
  result: CaseResult,
  properties: readonly Property[],
  cluster: StartedCluster,
  signal: AbortSignal,
): Promise<void> {
  if (result.checks.every((check) => check.verdict !== 'refuted')) return
  const write = scenarioWriter(context, result)
  const { replay } = await write(result.world.scenario, '')
  const found = counterexamplesOf(result, properties, replay)
  const unexplained = found.find(({ defect }) => defect === undefined)
  const asFound = unexplained && (await write(result.world.scenario, '', unexplained))
  // A known defect shows in every case: the first one tells all.
  const known = new Set(profile.counterexamples.map(({ defect }) => defect))
  const told = found.filter(({ defect }) => defect === undefined || !known.has(defect))
  profile.counterexamples.push(...told)
  const smallest = await shrinkFirst({ context, cluster, result, properties, write }, told, signal)
  if (smallest === undefined && unexplained !== undefined) Object.assign(unexplained, asFound)
  await explainRefuted(
    context,
    cluster,
    { profile: profile.profile, found: told, ...(smallest && { smallest }) },
    signal,
  )
  // What says where it goes wrong says most.
  const isExplained = ({ explanation }: Counterexample) => Number(explanation !== undefined)
  profile.counterexamples = profile.counterexamples.toSorted((a, b) => isExplained(b) - isExplained(a))
  await smallest?.putBack()
  signal.throwIfAborted()
}

async function leave(context: RunContext, cluster: StartedCluster, keep: boolean): Promise<void> {
  if (!keep) return stop(context, cluster)
  await cluster.detach()
  context.progress.note(`kept cluster ${cluster.name}; podnet cluster delete ${cluster.name} removes it`)
}

/** A cluster that does not go, because its engine is away, changes no verdict: the ledger has it, and sweep finds it. */
async function stop(context: RunContext, cluster: StartedCluster): Promise<void> {
  try {
    await cluster.stop()
  } catch (error) {
    const words = (error as Error).message.split('\n').at(-1)
    context.progress.note(`cluster ${cluster.name} could not be removed (${words}); podnet sweep removes it`)
  }
}
