import type { Network } from '../../properties/model/networks/network.ts'
import type { Scenario } from '../../properties/model/scenario.ts'
import type { Topology } from '../../properties/model/topology.ts'
import { isRoot } from '../host/user.ts'
import { lastingThresholds, type NeighbourThresholds, raiseNeighbourTable } from '../ledger/neighbour-table.ts'

/**
 * Entries of the kernel's neighbour table that a full matrix of probes fills: the limit is one for all namespaces
 * (design: 4 Nodes with 25 Pods each need about 2,500). `podsPerNode` counts Pods of the Pod network.
 */
export function neighboursNeeded(network: Network, nodes: number, podsPerNode: readonly number[]): number {
  // Pods on one bridge know each other; with a route per Pod each knows its gateway alone.
  const links = podsPerNode.map((pods) => (network.podLinks === 'bridge' ? pods * (pods - 1) : 0) + 2 * pods)
  const betweenNodes = 2 * nodes * (nodes + 2)
  return links.reduce((sum, count) => sum + count, betweenNodes)
}

export function podsPerNode(topology: Topology, scenario: Scenario): number[] {
  return topology.nodes.map(
    ({ name }) => scenario.pods.filter((pod) => pod.nodeName === name && !pod.hostNetwork).length,
  )
}

/** Room for the entries of Pods that are gone and of other namespaces of the machine. */
const spare = 4

/** Thresholds that hold this many entries with room to spare, and never collect below that. */
export function thresholdsFor(needed: number): NeighbourThresholds {
  return [spare * needed, spare * needed, 2 * spare * needed]
}

/** true when the limits hold this many entries with room to spare. */
export function isRoomy([, , limit]: NeighbourThresholds, needed: number): boolean {
  return limit >= spare * needed
}

/** What to tell a user who may not raise the limit and needs more; undefined while it is enough. */
export function neighbourProblem([, , limit]: NeighbourThresholds, needed: number): string | undefined {
  const wanted = Math.ceil(needed * 1.25)
  if (limit >= wanted) return undefined
  return (
    `net.ipv4.neigh.default.gc_thresh3 is ${limit}, and this size needs about ${wanted} neighbour entries: ` +
    `run podnet as root, which raises it for the run, or set it with sudo sysctl -w net.ipv4.neigh.default.gc_thresh3=${2 * wanted}`
  )
}

/** Raises the machine's limits for a scenario, where podnet may and it must. */
export async function makeRoomForNeighbours(
  clusterId: string,
  network: Network,
  topology: Topology,
  scenario: Scenario,
): Promise<void> {
  const current = lastingThresholds()
  const needed = neighboursNeeded(network, topology.nodes.length, podsPerNode(topology, scenario))
  if (current === undefined || isRoomy(current, needed) || !isRoot()) return
  await raiseNeighbourTable(clusterId, thresholdsFor(needed))
}
