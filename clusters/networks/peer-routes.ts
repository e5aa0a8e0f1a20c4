import { type Network, pathBetween } from '../../properties/model/networks/network.ts'
import type { NodeSpec, Topology } from '../../properties/model/topology.ts'

/** `proto` of an `ip route add` line; nothing for `boot`, which is what `ip` writes by itself. */
export function protocolWords(protocol: string | undefined): string {
  return protocol === undefined || protocol === 'boot' ? '' : ` proto ${protocol}`
}

/** Peers the Node reaches through its tunnel. */
export function tunnelPeers(network: Network, topology: Topology, node: NodeSpec): NodeSpec[] {
  return topology.nodes.filter((peer) => pathBetween(network, topology, node.name, peer.name) === 'tunnel')
}
