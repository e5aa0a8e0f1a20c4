import type { Network } from '../../properties/model/networks/network.ts'
import type { Scenario } from '../../properties/model/scenario.ts'
import type { Topology } from '../../properties/model/topology.ts'
import { isRoot } from '../lab/holder.ts'
import { isRoomy, neighboursNeeded, podsPerNode, thresholdsFor } from '../lab/neighbours.ts'
import { raiseNeighbourTable, readThresholds } from '../ledger/neighbour-table.ts'

/** The kernel's neighbour table is one for this machine and all its containers: raised as in the lab, where podnet may. */
export async function makeRoomForNeighbours(
  clusterId: string,
  network: Network,
  topology: Topology,
  scenario: Scenario,
): Promise<void> {
  const current = readThresholds()
  const needed = neighboursNeeded(network, topology.nodes.length, podsPerNode(topology, scenario))
  if (current === undefined || isRoomy(current, needed) || !isRoot()) return
  await raiseNeighbourTable(clusterId, thresholdsFor(needed))
}
