import { detourNode, nodeSpec, type Topology } from '../../../properties/model/topology.ts'
import type { NodeAddressing } from '../../kubernetes/node-addressing.ts'
import { detourTable } from '../../proxy/outside-routes.ts'

/** Lines for `ip -batch -` that give the host outside its second address, and let that one have ways of its own. */
export function detourLines({ externalDetourAddress }: Topology, prefixLength: number): string[] {
  return [
    `addr add ${externalDetourAddress}/${prefixLength} brd + dev eth0`,
    `rule add from ${externalDetourAddress} lookup ${detourTable} priority 1000`,
  ]
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
