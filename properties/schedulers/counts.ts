import type { IpvsListings, Load } from '../model/load.ts'
import type { Probe } from '../model/probe.ts'
import { type ListedEndpoint, readListing } from '../service-rules/ipvs-listing.ts'
import { portId } from '../service-rules/read-rules.ts'

/** What IPVS of one Node counts of one port, by endpoint. */
export type Counts = ReadonlyMap<string, ListedEndpoint>

export interface CountsOfLoad {
  before: Counts
  open: Counts
  after: Counts
}

/** Of a call's virtual server on `node`; undefined where it was not listed each time. */
export function countsOf(load: Load, node: string, { protocol, target }: Probe): CountsOfLoad | undefined {
  const key = portId(protocol, target.address, target.port)
  const counted = (listings: IpvsListings): Counts | undefined => {
    const listed = readListing(listings[node] ?? []).find((one) => one.key === key)
    return listed && new Map(listed.endpoints.map((endpoint) => [endpoint.server, endpoint]))
  }
  const [before, open, after] = [counted(load.before), counted(load.open), counted(load.after)]
  return before && open && after && { before, open, after }
}

export const sumOf = (counts: Counts, what: 'active' | 'inactive'): number =>
  [...counts.values()].reduce((sum, one) => sum + one[what], 0)
