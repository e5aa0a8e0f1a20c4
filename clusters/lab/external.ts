import { detourNode, type NodeSpec, nodeSpec, type Topology } from '../../properties/model/topology.ts'
import type { NodeAddresses } from '../networks/address-allocation.ts'
import { ip, type Step, without } from '../networks/step.ts'
import { detourTable } from '../proxy/outside-routes.ts'
import { routerAddress, segmentPrefixLength } from './underlay.ts'

/** The host outside, before it knows the Pods' ranges. */
export function externalSteps({ externalAddress, externalDetourAddress }: Topology): Step[] {
  return [
    ip(
      `addr add ${externalAddress}/${segmentPrefixLength} brd + dev eth0`,
      `addr add ${externalDetourAddress}/${segmentPrefixLength} brd + dev eth0`,
      'link set eth0 up',
      `route add default via ${routerAddress(externalAddress)}`,
      `rule add from ${externalDetourAddress} lookup ${detourTable} priority 1000`,
    ),
  ]
}

/**
 * Its ways to the Pods: through the owner of a range, and from the detour address through another Node (datapath 2.1).
 */
export function externalRouteSteps(topology: Topology, addresses: readonly NodeAddresses[]): Step[] {
  const lines = addresses.flatMap(({ node, ranges }) =>
    ranges.flatMap((range) => externalRangeRoutes(topology, nodeSpec(topology, node), range)),
  )
  return lines.length === 0 ? [] : [ip(...lines)]
}

/** No way to the Pods of a Node that is no part of the cluster any more. */
export function withoutExternalRoutes({ ranges }: NodeAddresses): Step[] {
  return without('ip', ...ranges.flatMap((range) => [`route del ${range}`, `route del ${range} table ${detourTable}`]))
}

/** A Node of another segment is no next hop from here: its Pods have no route but the detour. */
function externalRangeRoutes(topology: Topology, owner: NodeSpec, range: string): string[] {
  const entry = nodeSpec(topology, detourNode(topology, owner.name))
  return [
    ...(owner.segment === 0 ? [`route replace ${range} via ${owner.address}`] : []),
    ...(entry.segment === 0 ? [`route replace ${range} via ${entry.address} table ${detourTable}`] : []),
  ]
}
