import type { Role } from '../model/pair-class.ts'
import { externalPlace, nodePlace, type PlaceId, podPlace } from '../model/place.ts'
import type { Scenario } from '../model/scenario.ts'
import { hasHostOutside, type NodeSpec, type Topology } from '../model/topology.ts'
import { shuffled } from './random.ts'

/** Places of one role on one Node; the host outside has none. */
export interface PlacesOfNode {
  node: NodeSpec | undefined
  places: PlaceId[]
}

/** By role the Nodes that have such places, Nodes and places in an order that `random` draws. */
export type PlacesByRole = Record<Role, PlacesOfNode[]>

export function placesByRole(topology: Topology, scenario: Scenario, random: (below: number) => number): PlacesByRole {
  const byNode = Map.groupBy(shuffled(scenario.pods, random), ({ nodeName }) => nodeName)
  const nodes = shuffled(topology.nodes, random)
  const pods = (hostNetwork: boolean): PlacesOfNode[] =>
    nodes.flatMap((node) => {
      const own = (byNode.get(node.name) ?? []).filter((pod) => pod.hostNetwork === hostNetwork)
      return own.length === 0 ? [] : [{ node, places: own.map(({ name }) => podPlace(name)) }]
    })
  return {
    pod: pods(false),
    'host-pod': pods(true),
    node: nodes.map((node) => ({ node, places: [nodePlace(node.name)] })),
    external: hasHostOutside(topology) ? [{ node: undefined, places: [externalPlace] }] : [],
  }
}
