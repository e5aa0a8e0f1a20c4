import type { StructureFacts } from '../../properties/model/facts.ts'
import { nodePlace, podPlace } from '../../properties/model/place.ts'
import { readStructure } from '../structure/read-structure.ts'
import type { Agents } from './agents.ts'
import type { LabState } from './state.ts'

/** Reads every Node and Pod, all Nodes at once. A Node whose agent has ended fails the whole with AgentError. */
export function readLabStructure(
  agents: Agents,
  { topology, scenario }: LabState,
  signal: AbortSignal,
): Promise<StructureFacts> {
  const places = topology.nodes.map(({ name }) => {
    const pods = scenario.pods.filter((pod) => pod.nodeName === name)
    return [name, [nodePlace(name), ...pods.map((pod) => podPlace(pod.name))]] as const
  })
  return readStructure(new Map(places), (commands) => agents.run(commands, signal))
}
