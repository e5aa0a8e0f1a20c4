import type { PlaceId } from './place.ts'

/** A network device, as `ip -d link` shows it. */
export interface Link {
  index: number
  name: string
  mac: string
  mtuBytes: number
  up: boolean
  /** `veth`, `bridge`, `vxlan`, `ipip`; absent for lo and physical devices. */
  kind?: string
  /** The bridge this device is a port of. */
  master?: string
  /** ifindex of the other end of a veth pair, in the namespace `peerNamespaceId` names. */
  peerIndex?: number
  /** `link-netnsid` of the other end, as this namespace numbers it. */
  peerNamespaceId?: number
  vxlan?: { vni: number; port: number; local?: string; learning: boolean }
  ipip?: { local?: string; remote?: string }
  bridgePort?: { hairpin: boolean; state: string; learning: boolean; flood: boolean; isolated: boolean }
}

export interface InterfaceAddress {
  device: string
  address: string
  prefixLength: number
  scope: string
}

export interface Route {
  /** CIDR; the default route is `0.0.0.0/0`, a host route ends in `/32`. */
  destination: string
  type: string
  gateway?: string
  device?: string
  /** `kernel`, `boot`, `static`, `bird` or a number such as `80`. */
  protocol: string
  scope?: string
  source?: string
  metric?: number
  /** `onlink`, `linkdown` ... */
  flags: string[]
}

export interface Neighbour {
  device: string
  address: string
  mac?: string
  /** `REACHABLE`, `PERMANENT`, `FAILED` ... */
  states: string[]
}

/** An entry of a bridge's or VXLAN device's forwarding database. */
export interface ForwardingEntry {
  device: string
  mac: string
  /** Remote tunnel end, on VXLAN devices. */
  destination?: string
  master?: string
  flags: string[]
  /** `permanent`, `static`, or empty for a learned entry. */
  state: string
}

/** What one network namespace holds: main routing table, IPv4 and IPv6. */
export interface NamespaceFacts {
  /** Inode of the network namespace: equal inodes, one namespace. */
  inode: number
  links: Link[]
  addresses: InterfaceAddress[]
  routes: Route[]
  neighbours: Neighbour[]
  /** Empty for Pods. */
  forwarding: ForwardingEntry[]
  /** `net.ipv4.ip_forward` and the like, by dotted name. Empty for Pods. */
  sysctls: Record<string, string>
  /** `iptables-save -t nat` lines that begin with `-A`, and `nft list ruleset` lines of flannel's own tables. Empty for Pods. */
  natRules: string[]
  /** Lines of `nft list table ip kube-proxy`, those that open and close its parts among them. Empty for Pods. */
  proxyTable: string[]
  /** Lines of `ipvsadm -Sn`, or where the tool is missing of /proc/net/ip_vs. Empty for Pods. */
  virtualServers: string[]
}

/** Structure of a running cluster, by place; only places that could be read are present. */
export type StructureFacts = Partial<Record<PlaceId, NamespaceFacts>>
