import type { ClusterProvider } from '../../clusters/cluster.ts'
import type { Scenario } from '../../properties/model/scenario.ts'
import { changesNodes } from '../../properties/model/step.ts'

/** Whether Nodes come or go in a scenario, or are absent from the beginning. */
export const needsOtherNodes = ({ absentNodes = [], steps = [] }: Scenario): boolean =>
  absentNodes.length > 0 || steps.some(changesNodes)

/** Why a provider cannot make a file's Nodes come and go. */
export function nodeProblems(
  file: string,
  scenario: Scenario,
  { name, disturbances }: Pick<ClusterProvider, 'name' | 'disturbances'>,
): string[] {
  if (!needsOtherNodes(scenario) || disturbances.includes('change-nodes')) return []
  return [
    `${file}: its Nodes come and go (absentNodes, add-node or remove-node), and with --provider ${name} they cannot: use the lab, without --flanneld`,
  ]
}
