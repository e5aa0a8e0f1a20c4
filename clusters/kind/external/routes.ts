import { detourNode, nodeSpec, type Topology } from '../../../properties/model/topology.ts'

/** Routing table of packets sent from the detour address. */
const detourTable = 101

/**
 * Lines for `ip -batch -` on the host outside: its second address, and the ways to the Pods: through the owner of a
 * range, and from the detour address through another Node (datapath 2.1).
 */
export function externalLines(topology: Topology, prefixLength: number): string[] {
  const { externalDetourAddress, nodes } = topology
  return [
    `addr add ${externalDetourAddress}/${prefixLength} brd + dev eth0`,
    `rule add from ${externalDetourAddress} lookup ${detourTable} priority 1000`,
    ...nodes.flatMap(({ name, address, podCIDR }) => [
      `route add ${podCIDR} via ${address}`,
      `route add ${podCIDR} via ${nodeSpec(topology, detourNode(topology, name)).address} table ${detourTable}`,
    ]),
  ]
}
