import type { Tunnel } from '../../properties/model/networks/network.ts'
import type { NodeSpec, Topology } from '../../properties/model/topology.ts'
import { ip, type Step } from './step.ts'

/** An IP-in-IP device without a fixed remote end: each route's gateway is the outer destination (datapath 4.3). */
export function ipipDevice(tunnel: Tunnel, topology: Topology, node: NodeSpec, address: string): Step[] {
  // Once the kernel module is there, every namespace has a tunl0 by itself: Calico uses that one (datapath 1.3).
  const create: Step =
    tunnel.device === 'tunl0'
      ? { tool: 'ip', lines: ['tunnel add tunl0 mode ipip'], mayFail: true }
      : ip(`link add ${tunnel.device} type ipip local ${node.address} remote any`)
  return [
    create,
    ip(
      `link set ${tunnel.device} mtu ${topology.uplinkMtuBytes - tunnel.overheadBytes}`,
      `addr add ${address}/32 dev ${tunnel.device}`,
      `link set ${tunnel.device} up`,
    ),
  ]
}
