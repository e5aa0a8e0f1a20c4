import type { ClusterRequest } from '../../clusters/cluster.ts'
import { topologyOf } from '../../properties/model/default-topology.ts'
import { type Network, pathBetween } from '../../properties/model/networks/network.ts'
import type { Scenario } from '../../properties/model/scenario.ts'
import type { Topology } from '../../properties/model/topology.ts'
import { orderedPairs } from '../../properties/probes.ts'
import type { CheckOptions } from './options.ts'
import { casesPerCluster, drawScenario, drawTopology } from './seeds.ts'

/** One case to make, and in which topology. */
export interface PlannedCase {
  index: number
  topology: Topology
  scenario: Scenario
  /** Make the probes whose right answer is silence as well: each waits out its deadline. */
  slow: boolean
}

/** A cluster to make, and what is to happen in it. */
export interface PlannedCluster {
  topology: Topology
  cases: PlannedCase[]
  /** Pods of the largest case. */
  mostPods: number
}

/** The n-th cluster of a run. */
export function plannedCluster(
  options: CheckOptions,
  network: Network,
  number: number,
  maxPodsPerNode: number,
): PlannedCluster {
  const topology = plannedTopology(options, network, number)
  const cases = plannedCases(options, network, topology, number * casesPerCluster, maxPodsPerNode)
  return { topology, cases, mostPods: Math.max(...cases.map(({ scenario }) => scenario.pods.length)) }
}

export function clusterRequest(
  runId: string,
  network: Network,
  { topology }: PlannedCluster,
  { keep }: CheckOptions,
): ClusterRequest {
  return { name: `${runId}-${network.name}`, network, topology, keep }
}

/** Topology of the n-th cluster of a run. A replay without one of its own gets a Node for every node name it uses. */
function plannedTopology(options: CheckOptions, network: Network, cluster: number): Topology {
  const { replay } = options
  if (replay === undefined) return drawTopology(network, options.seed, cluster, options.nodes)
  if (replay.topology !== undefined) return replay.topology
  const numbers = replay.scenario.pods.map((pod) => Number(/^node(\d+)$/.exec(pod.nodeName)?.[1] ?? 2))
  return topologyOf(Array.from({ length: Math.max(2, ...numbers) }, () => 0))
}

/** The cases of one cluster: `casesPerCluster` from index `from` on, or fewer where the run ends. */
export function plannedCases(
  options: CheckOptions,
  network: Network,
  topology: Topology,
  from: number,
  maxPodsPerNode: number,
): PlannedCase[] {
  if (options.replay !== undefined) return [{ index: 0, topology, scenario: options.replay.scenario, slow: true }]
  const { podsPerNode } = options
  const bounds = podsPerNode === undefined ? { maxPodsPerNode } : { podsPerNode }
  return Array.from({ length: Math.min(casesPerCluster, options.runs - from) }, (_, position) => {
    const index = from + position
    const scenario = drawScenario(network, topology, options.seed, index, bounds)
    return {
      index,
      topology,
      scenario,
      slow: index === 0 || (position === 0 && hasUnreachableNodes(network, topology)),
    }
  })
}

/** A network that needs one segment shows what its requirement says in the first case of such a cluster (claim C64). */
function hasUnreachableNodes(network: Network, topology: Topology): boolean {
  return orderedPairs(topology.nodes).some(([a, b]) => pathBetween(network, topology, a.name, b.name) === 'none')
}
