import type { StartedCluster } from '../../clusters/cluster.ts'
import { parseEvidence } from '../../properties/explain/evidence.ts'
import { explain } from '../../properties/explain/explain.ts'
import type { Counterexample } from '../../properties/model/run-record.ts'
import { makeWorld, type World } from '../../properties/model/world.ts'
import type { RunContext } from '../run/check-network.ts'
import type { Smallest } from '../run/shrink-first.ts'
import { collect, type RefutedProbe } from './collect.ts'
import { evidenceText } from './evidence-text.ts'
import { findProbe } from './find-probe.ts'

/** A network so broken that reading it takes longer is left unexplained. */
const timeLimitMs = 60_000

/** What a case refuted. */
export interface ToExplain {
  /** Its name. */
  profile: string
  found: readonly Counterexample[]
  /** The one that was made smaller, where the cluster holds that. */
  smallest?: Pick<Smallest, 'counterexample' | 'held'>
}

/**
 * Explains one counterexample of a case that no known defect explains, out of what its cluster shows now, and writes the
 * evidence into the run folder: the smallest one where the cluster holds it. Only reads the cluster; whatever goes wrong
 * here is told and changes no verdict.
 */
export async function explainRefuted(
  { folder, progress }: Pick<RunContext, 'folder' | 'progress'>,
  cluster: StartedCluster,
  { profile, found, smallest }: ToExplain,
  signal: AbortSignal,
): Promise<void> {
  try {
    const chosen = smallestProbe(smallest) ?? firstProbe(cluster, found)
    if (chosen === undefined || signal.aborted) return
    const { world, check, counterexample } = chosen
    const limited = AbortSignal.any([signal, AbortSignal.timeout(timeLimitMs)])
    const evidence = await collect(cluster, world, check, counterexample.pattern, limited)
    const file = `evidence/${profile.replaceAll('/', '-')}-case${counterexample.caseIndex}.json`
    // The facts are written down first, and what was written is explained: again it comes to the same.
    const text = evidenceText(evidence)
    await folder.writeFile(file, text)
    counterexample.explanation = { ...explain(parseEvidence(text)), evidence: file }
  } catch (error) {
    if (signal.aborted) return
    progress.note(`${profile} could not be explained: ${(error as Error).message}`)
  }
}

interface Chosen {
  world: World
  check: RefutedProbe
  counterexample: Counterexample
}

function smallestProbe(smallest: ToExplain['smallest']): Chosen | undefined {
  const probe = smallest?.held?.check.probe
  if (smallest?.held === undefined || probe === undefined) return undefined
  const { counterexample, held } = smallest
  const { persistence } = counterexample
  return { world: held.world, counterexample, check: { ...held.check, probe, ...(persistence && { persistence }) } }
}

function firstProbe(cluster: StartedCluster, found: readonly Counterexample[]): Chosen | undefined {
  const world = makeWorld(cluster.network, cluster.topology, cluster.scenario, cluster.status())
  const counterexample = findProbe(
    world,
    found.filter(({ defect }) => defect === undefined),
  )
  return counterexample && { world, check: counterexample, counterexample }
}
