import type { StartedCluster } from '../../clusters/cluster.ts'
import type { Scenario } from '../../properties/model/scenario.ts'
import { withTakenDistributions } from '../../properties/model/services/taken-distributions.ts'
import { distributionProblems } from '../commands/distribution-problems.ts'
import { refuseIf } from '../usage-error.ts'
import type { CheckOptions } from './options.ts'
import type { PlannedCase } from './plan-cases.ts'

/**
 * The scenario of a case as the cluster's Kubernetes takes it, which may be known as late as this. What was drawn gives way to
 * what comes closest. A file says what it says: a replay is refused with a UsageError, and why an entry of the corpus is left
 * out is returned.
 */
export function takenScenario(
  { replay }: Pick<CheckOptions, 'replay'>,
  { kubernetesVersion: version }: Pick<StartedCluster, 'kubernetesVersion'>,
  { scenario, corpus }: Pick<PlannedCase, 'scenario' | 'corpus'>,
): Scenario | string {
  if (version === undefined) return scenario
  if (replay !== undefined) refuseIf(distributionProblems(replay.file, scenario, version))
  const [problem] = corpus === undefined ? [] : distributionProblems(corpus, scenario, version)
  return problem === undefined ? withTakenDistributions(scenario, version) : `left out of the corpus: ${problem}`
}
