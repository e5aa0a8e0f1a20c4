import type { Flow, Traffic } from './flow.ts'

/** Lines of `ipvsadm -Ln` by Node, or where the tool is missing of /proc/net/ip_vs. A Node that could not be read is left out. */
export type IpvsListings = Record<string, string[]>

/** Connections that stayed open while probes were made, and what IPVS counted of them on every Node. */
export interface Load {
  /** Held ones, in the order in which each client's Node opened them. */
  flows: Flow[]
  traffic: Traffic
  /** Before the first was opened. */
  before: IpvsListings
  /** With all of them open. */
  open: IpvsListings
  /** When the probes were made, with all of them open still. */
  after: IpvsListings
}
