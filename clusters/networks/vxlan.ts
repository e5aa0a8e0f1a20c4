import type { Tunnel } from '../../properties/model/networks/network.ts'
import type { NodeSpec, Topology } from '../../properties/model/topology.ts'
import { tunnelMac } from './mac.ts'
import { bridge, ip, type Step, without } from './step.ts'

/** A VXLAN device that learns nothing: neighbours and forwarding entries are written (datapath 1.1, 1.3). */
export function vxlanDevice(tunnel: Tunnel, topology: Topology, node: NodeSpec, address: string): Step {
  const mtuBytes = topology.uplinkMtuBytes - tunnel.overheadBytes
  return ip(
    `link add ${tunnel.device} address ${tunnelMac(node.address)} mtu ${mtuBytes} type vxlan id ${tunnel.vni} dev eth0 local ${node.address} dstport ${tunnel.port} nolearning`,
    `addr add ${address}/32 dev ${tunnel.device}`,
    `link set ${tunnel.device} up`,
  )
}

/** A peer and the address of its tunnel device. */
export interface VxlanPeer {
  node: NodeSpec
  tunnelAddress: string
}

/** Neighbour, then forwarding entry of each peer, in flannel's order (datapath 1.1); the route comes after them. */
export function vxlanPeers(tunnel: Tunnel, peers: readonly VxlanPeer[]): Step[] {
  if (peers.length === 0) return []
  const neighbours = peers.map(
    ({ node, tunnelAddress }) =>
      `neigh replace ${tunnelAddress} lladdr ${tunnelMac(node.address)} dev ${tunnel.device} nud permanent`,
  )
  const forwarding = peers.map(
    ({ node }) => `fdb replace ${tunnelMac(node.address)} dev ${tunnel.device} dst ${node.address} self permanent`,
  )
  return [ip(...neighbours), bridge(...forwarding)]
}

/** Both gone again, in the same order. */
export function withoutVxlanPeers({ device }: Tunnel, peers: readonly VxlanPeer[]): Step[] {
  return peers.flatMap(({ node, tunnelAddress }) => [
    ...without('ip', `neigh del ${tunnelAddress} dev ${device}`),
    ...without('bridge', `fdb del ${tunnelMac(node.address)} dev ${device} dst ${node.address} self`),
  ])
}
