import type { ClusterProvider } from '../../clusters/cluster.ts'
import { placeKind } from '../../properties/model/place.ts'
import type { Scenario } from '../../properties/model/scenario.ts'
import { changesNodes } from '../../properties/model/step.ts'

/** Whether Nodes come or go in a scenario, or are absent from the beginning. */
export const needsOtherNodes = ({ absentNodes = [], steps = [] }: Scenario): boolean =>
  absentNodes.length > 0 || steps.some(changesNodes)

/** Whether an EndpointSlice of a scenario names the host outside. */
export const needsHostOutside = ({ services = [] }: Scenario): boolean =>
  services.some(({ endpointSlices = [] }) =>
    endpointSlices.some(({ endpoints }) => endpoints.some(({ target }) => placeKind(target) === 'external')),
  )

/** What of a file's scenario a provider does not have: Nodes that come and go, a host outside. */
export function nodeProblems(
  file: string,
  scenario: Scenario,
  { name, disturbances, hasHostOutside }: Pick<ClusterProvider, 'name' | 'disturbances' | 'hasHostOutside'>,
): string[] {
  const comeAndGo = !needsOtherNodes(scenario) || disturbances.includes('change-nodes')
  return [
    ...(comeAndGo
      ? []
      : [
          `${file}: its Nodes come and go (absentNodes, add-node or remove-node), and with --provider ${name} they cannot: use the lab, without --flanneld`,
        ]),
    ...(!needsHostOutside(scenario) || hasHostOutside
      ? []
      : [
          `${file}: an endpoint is "external", the host outside the cluster, and --provider ${name} has none: use the lab or kind`,
        ]),
  ]
}

/** A file's Nodes that a cluster cannot have. `most`: as many as it has, where its Nodes are not podnet's to choose. */
export function sizeProblems(file: string, nodes: number, provider: string, most: number): string[] {
  return nodes <= most
    ? []
    : [
        `${file}: it needs ${nodes} Nodes (node1 to node${nodes}), and with --provider ${provider} there are ${most} at most`,
      ]
}
