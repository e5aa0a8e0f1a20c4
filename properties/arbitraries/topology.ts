import fc from 'fast-check'
import { topologyOf } from '../model/default-topology.ts'
import type { Network } from '../model/networks/network.ts'
import type { Topology } from '../model/topology.ts'

/**
 * Topologies of 2 to 5 Nodes, or of exactly `nodes`. Networks that treat Nodes behind a router differently always have
 * one, and from 3 Nodes on both ways occur; the others have one now and then. Its route shows what the network's own
 * requirement says (claim C64).
 */
export function topologyArbitrary(network: Network, nodes?: number): fc.Arbitrary<Topology> {
  const count = nodes === undefined ? fc.constantFrom(2, 3, 3, 4, 4, 5) : fc.constant(nodes)
  const oneIn = network.tunnel?.use === 'across-segments' ? 1 : 6
  return fc
    .tuple(count, fc.integer({ min: 1, max: oneIn }))
    .map(([size, draw]) =>
      topologyOf(Array.from({ length: size }, (_, index) => (draw === 1 && index === size - 1 && size > 1 ? 1 : 0))),
    )
}
