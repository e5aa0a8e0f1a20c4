import type { StructureFacts } from '../../properties/model/facts.ts'
import { nodePlace, podPlace } from '../../properties/model/place.ts'
import type { Scenario } from '../../properties/model/scenario.ts'
import { presentNodes, type Topology } from '../../properties/model/topology.ts'
import { readStructure } from '../structure/read-structure.ts'
import type { Agents } from './agents.ts'

/**
 * Reads every Node of the cluster and every Pod, all Nodes at once. A Node whose agent has ended fails the whole with
 * AgentError.
 */
export function readStructureOf(
  agents: Agents,
  { topology, scenario }: { topology: Topology; scenario: Scenario },
  signal: AbortSignal,
): Promise<StructureFacts> {
  const places = presentNodes(topology, scenario).nodes.map(({ name }) => {
    const pods = scenario.pods.filter((pod) => pod.nodeName === name)
    return [name, [nodePlace(name), ...pods.map((pod) => podPlace(pod.name))]] as const
  })
  return readStructure(new Map(places), (commands) => agents.run(commands, signal))
}
