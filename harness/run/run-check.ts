import { randomUUID } from 'node:crypto'
import type { ClusterProvider } from '../../clusters/cluster.ts'
import { type Capabilities, missingCapabilities } from '../../properties/model/capability.ts'
import { type RunRecord, schemaVersion } from '../../properties/model/run-record.ts'
import { worstVerdict } from '../../properties/model/verdict.ts'
import { fittingEntries, leftOutEntries } from '../corpus/fitting.ts'
import { exitCodeOf, exitCodes } from '../exit.ts'
import { Interrupted } from '../interrupted.ts'
import { refuseIf } from '../usage-error.ts'
import { checkNetwork, type RunContext } from './check-network.ts'
import { chosenProperties } from './chosen-properties.ts'
import type { CheckOptions, RunProgress } from './options.ts'
import { clusterRequest, needsOf, plannedCluster, type Subject } from './plan-cases.ts'
import { emptyProfile } from './profile.ts'
import { openRunFolder } from './run-folder.ts'
import { budgetProblems } from './sample-case.ts'
import { seenAgain } from './seen-again.ts'
import { readVersions } from './versions.ts'

/**
 * Checks every network of the options, one after the other, and writes the run folder as it goes.
 * Interrupted by a signal it returns the record of what was done; any other error is thrown after the record is written.
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
      await checkNetwork(context, subject, profile, signal)
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
    record.exitCode = exitCodeOf(error)
    if (!(error instanceof Interrupted)) throw error
    record.interruptedBy = error.by
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

/** A network the user named and this machine lacks makes the run inconclusive; under `all` it is listed only. */
function conclude(record: RunRecord, options: CheckOptions): void {
  const verdicts = record.profiles.map(({ verdict }) =>
    verdict === 'unsupported' && options.networksNamed ? 'inconclusive' : verdict,
  )
  const worst = worstVerdict(verdicts)
  record.verdict = worst === 'unsupported' ? 'inconclusive' : worst
  record.exitCode = exitCodes[record.verdict as 'holds' | 'refuted' | 'inconclusive']
}
