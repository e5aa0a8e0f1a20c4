import type { V1Node } from '@kubernetes/client-node'

const zoneLabel = 'topology.kubernetes.io/zone'

/** The zone of each Node that is labelled with one, by its name in scenarios: EndpointSlices' hints speak of these. */
export function zonesOf(nodes: readonly V1Node[], nodeNames: Readonly<Record<string, string>>): Record<string, string> {
  const labelled = new Map(nodes.map(({ metadata }) => [metadata?.name, metadata?.labels?.[zoneLabel]]))
  const zones = Object.entries(nodeNames).map(([name, nodeName]) => [name, labelled.get(nodeName)] as const)
  // To Kubernetes an empty label is none.
  return Object.fromEntries(zones.flatMap(([name, zone]) => (zone ? [[name, zone]] : [])))
}
