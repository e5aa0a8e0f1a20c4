import type { StartedCluster } from '../../clusters/cluster.ts'
import { explain } from '../../properties/explain/explain.ts'
import type { Counterexample, ProfileResult } from '../../properties/model/run-record.ts'
import { makeWorld } from '../../properties/model/world.ts'
import type { RunContext } from '../run/check-network.ts'
import { collect } from './collect.ts'
import { findProbe } from './find-probe.ts'

/** A network so broken that reading it takes longer is left unexplained. */
const timeLimitMs = 60_000

/**
 * Explains the first counterexample of a case that no known defect explains, out of what its cluster shows now, and writes
 * the evidence into the run folder. Only reads the cluster; whatever goes wrong here is told and changes no verdict.
 */
export async function explainRefuted(
  { folder, progress }: Pick<RunContext, 'folder' | 'progress'>,
  cluster: StartedCluster,
  profile: ProfileResult,
  caseIndex: number,
  signal: AbortSignal,
): Promise<void> {
  const found = profile.counterexamples.filter((one) => one.caseIndex === caseIndex && one.defect === undefined)
  if (found.length === 0) return
  try {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(timeLimitMs)])
    await explainFirst(folder, cluster, profile.profile, found, limited)
  } catch (error) {
    if (signal.aborted) return
    progress.note(`case ${caseIndex} could not be explained: ${(error as Error).message}`)
  }
}

async function explainFirst(
  folder: RunContext['folder'],
  cluster: StartedCluster,
  profile: string,
  found: readonly Counterexample[],
  signal: AbortSignal,
): Promise<void> {
  const world = makeWorld(cluster.network, cluster.topology, cluster.scenario, cluster.status())
  const counterexample = findProbe(world, found)
  if (counterexample === undefined) return
  const evidence = await collect(cluster, world, counterexample, counterexample.pattern, signal)
  const file = `evidence/${profile.replaceAll('/', '-')}-case${counterexample.caseIndex}.json`
  // The facts are written down first: they can be explained again.
  await folder.writeFile(file, `${JSON.stringify(evidence)}\n`)
  counterexample.explanation = { ...explain(evidence), evidence: file }
}
