import type { ServedService } from '../../../properties/model/services/endpoint-slice.ts'
import { detourNode, nodeSpec, type Topology } from '../../../properties/model/topology.ts'
import type { NodeAddressing } from '../../kubernetes/node-addressing.ts'

/** Routing table of packets sent from the detour address. */
const detourTable = 101

/** Lines for `ip -batch -` that give the host outside its second address, and let that one have ways of its own. */
export function detourLines({ externalDetourAddress }: Topology, prefixLength: number): string[] {
  return [
    `addr add ${externalDetourAddress}/${prefixLength} brd + dev eth0`,
    `rule add from ${externalDetourAddress} lookup ${detourTable} priority 1000`,
  ]
}

/**
 * Lines for `ip -batch -` that let the host outside call ClusterIPs and externalIPs, which nobody promises it: through
 * the first Node, as a router in front of the cluster might be told to.
 */
export function serviceLines({ nodes, serviceCIDR }: Topology, services: readonly ServedService[]): string[] {
  const [first] = nodes
  const externalIPs = services.flatMap(({ service }) => service.externalIPs ?? [])
  const ranges = [serviceCIDR, ...new Set(externalIPs)]
  return first === undefined ? [] : ranges.map((range) => `route replace ${range} via ${first.address}`)
}

/**
 * Lines for `ip -batch -` with the ways of the host outside to the Pods: through the owner of a range, and from the
 * detour address through another Node (datapath 2.1). They replace what there was for the same range.
 */
export function podRangeLines(topology: Topology, { podRanges }: NodeAddressing): string[] {
  return topology.nodes.flatMap(({ name, address }) =>
    (podRanges[name] ?? []).flatMap((range) => [
      `route replace ${range} via ${address}`,
      `route replace ${range} via ${nodeSpec(topology, detourNode(topology, name)).address} table ${detourTable}`,
    ]),
  )
}
