import { topologyOf } from '../model/default-topology.ts'
import type { Network } from '../model/networks/network.ts'
import type { Topology } from '../model/topology.ts'

/** Nodes of a topology that has all there can be: two neighbours and one behind a router. */
const enoughNodes = 3

/**
 * The kinds of topologies that cases of a network have: all Nodes neighbours, and the last one behind a router, which is
 * always so where the network treats such Nodes differently (arbitraries/topology.ts). Without a router there is one kind.
 */
export function topologiesOf(network: Network, nodes: number | undefined, hasRouter: boolean): Topology[] {
  const size = nodes ?? enoughNodes
  const segments = Array.from({ length: size }, () => 0)
  const flat = topologyOf(segments)
  const routed = topologyOf(segments.map((_, index) => (index === size - 1 ? 1 : 0)))
  if (!hasRouter) return [flat]
  return network.tunnel?.use === 'across-segments' ? [routed] : [flat, routed]
}
