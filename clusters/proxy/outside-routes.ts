import type { ServedService } from '../../properties/model/services/endpoint-slice.ts'
import { type Topology, waysToServices } from '../../properties/model/topology.ts'

/** Routing table of the host outside for packets sent from its detour address. */
export const detourTable = 101

/**
 * Lines for `ip -batch -` that show the host outside its ways to ClusterIPs and externalIPs. They replace what there was;
 * a route to an externalIP that is gone stays and leads nowhere.
 */
export function serviceRouteLines(topology: Topology, services: readonly ServedService[]): string[] {
  const externalIPs = services.flatMap(({ service }) => service.externalIPs ?? [])
  const ranges = [topology.serviceCIDR, ...new Set(externalIPs)]
  return waysToServices(topology).flatMap(({ source, entry }) => {
    const table = source === topology.externalAddress ? '' : ` table ${detourTable}`
    return ranges.map((range) => `route replace ${range} via ${entry.address}${table}`)
  })
}
