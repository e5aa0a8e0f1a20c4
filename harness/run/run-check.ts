import { randomUUID } from 'node:crypto'
import type { ClusterProvider } from '../../clusters/cluster.ts'
import { type Capabilities, missingCapabilities } from '../../properties/model/capability.ts'
import { type RunRecord, schemaVersion } from '../../properties/model/run-record.ts'
import { fittingEntries, leftOutEntries } from '../corpus/fitting.ts'
import { exitCodes } from '../exit.ts'
import { refuseIf } from '../usage-error.ts'
import { checkNetwork, type RunContext } from './check-network.ts'
import { chosenProperties } from './chosen-properties.ts'
import { conclude, concludeEarly } from './conclude.ts'
import type { CheckOptions, RunProgress } from './options.ts'
import { clusterRequest, needsOf, plannedCluster, type Subject } from './plan-cases.ts'
import { emptyProfile } from './profile.ts'
import { openRunFolder } from './run-folder.ts'
import { budgetProblems } from './sample-case.ts'
import { seenAgain } from './seen-again.ts'
import { readVersions } from './versions.ts'

/**
 * Checks every network of the options, one after the other, and writes the run folder as it goes.
 * Interrupted by a signal it returns the record of what was done; any other error is thrown after the record is written,
 * unless something was refuted before and the error says of a later network that it cannot be had.
 */
export async function runCheck(options: CheckOptions, progress: RunProgress, signal: AbortSignal): Promise<RunRecord> {
  const runId = `run-${randomUUID().slice(0, 8)}`
  const { provider } = options
  const capabilities = await provider.capabilities(signal)
  refuseIf(await firstProblems(provider, options, runId, capabilities))
  const folder = await openRunFolder(options.outFolder)
  const outOfTime =
    options.timeLimitMs === undefined ? new AbortController().signal : AbortSignal.timeout(options.timeLimitMs)
  const versions = await readVersions(signal)
  const context: RunContext = { provider, capabilities, options, folder, progress, runId, versions, outOfTime }
  const record: RunRecord = {
    schemaVersion,
    id: runId,
    startedAt: new Date().toISOString(),
    finishedAt: new Date().toISOString(),
    command: options.command,
    provider: provider.name,
    seed: options.seed,
    verdict: 'inconclusive',
    exitCode: exitCodes.failed,
    versions,
    ...(options.corpus && options.corpus.stale.length > 0 && { staleCorpus: options.corpus.stale }),
    capabilities,
    profiles: [],
  }
  const leftOut: string[] = []
  try {
    // Whatever ends this run without a word leaves no verdict of an earlier one in its folder.
    await folder.writeRun(record)
    for (const subject of subjectsOf(options)) {
      leftOut.push(...leftOutEntries(options, subject, provider))
      const corpus = fittingEntries(options, subject, provider).length
      const casesPlanned = options.replay === undefined ? corpus + options.runs : 1
      const profile = emptyProfile(subject.network, subject.proxy ?? 'none', casesPlanned, options.pairs)
      record.profiles.push(profile)
      try {
        await checkNetwork(context, subject, profile, signal)
      } finally {
        // From here on it stands, whatever ends the run.
        if (profile.verdict === 'refuted') record.verdict = 'refuted'
      }
      await folder.writeRun(record)
    }
    if (leftOut.length > 0) record.corpusLeftOut = [...new Set(leftOut)]
    conclude(record, options)
    if (options.replay?.failure !== undefined)
      record.replayed = seenAgain(
        options.replay.failure,
        record.profiles.flatMap(({ counterexamples }) => counterexamples),
      )
  } catch (thrown) {
    // What breaks because of an interruption is the interruption.
    const error: unknown = signal.aborted ? signal.reason : thrown
    if (!concludeEarly(record, error)) throw error
  } finally {
    if (outOfTime.aborted) record.interruptedBy ??= 'time limit'
    record.finishedAt = new Date().toISOString()
    await folder.writeRun(record)
  }
  return record
}

const subjectsOf = ({ networks, proxies }: CheckOptions): Subject[] =>
  networks.flatMap((network) => proxies.map((proxy) => ({ network, proxy })))

/** What is wrong with the first cluster of each network that can run here, so that nothing is created for a request that cannot be met. */
async function firstProblems(
  provider: ClusterProvider,
  options: CheckOptions,
  runId: string,
  capabilities: Capabilities,
): Promise<string[]> {
  if (options.cluster !== undefined) return []
  const possible = subjectsOf(options).filter(
    (subject) => missingCapabilities(needsOf(subject), capabilities).length === 0,
  )
  const found = await Promise.all(
    possible.map(async (subject) => {
      const planned = plannedCluster(options, subject, 0, provider)
      return [
        ...budgetProblems(options, chosenProperties(options, capabilities), subject.network, planned.cases),
        ...(await provider.requestProblems(clusterRequest(runId, subject, planned, options), planned.mostPods)),
      ]
    }),
  )
  return [...new Set(found.flat())]
}
