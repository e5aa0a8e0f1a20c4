import type { Scenario } from '../../properties/model/scenario.ts'
import { untakenDistributions } from '../../properties/model/services/taken-distributions.ts'

/** Services of a file that the cluster's API would refuse. `version`: its Kubernetes; undefined: not known, or none. */
export function distributionProblems(file: string, scenario: Scenario, version: string | undefined): string[] {
  if (version === undefined) return []
  return untakenDistributions(scenario, version).map(
    ({ service: { name, trafficDistribution }, since }) =>
      `${file}: Service ${name} asks for trafficDistribution ${trafficDistribution}, which Kubernetes takes from ${since} on, and the cluster's is ${version}`,
  )
}
