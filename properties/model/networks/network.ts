import { hostAddress } from '../address.ts'
import type { Capability } from '../capability.ts'
import type { KnownDefect } from '../defect.ts'
import type { NodeStatus } from '../status.ts'
import { type NodeSpec, nodeSpec, type Topology } from '../topology.ts'

/** `udp`: flanneld itself wraps packets, in plain UDP, and gets them through a TUN device. */
export type Encapsulation = 'vxlan' | 'ipip' | 'udp'

/** The device that carries Pod traffic between Nodes. */
export interface Tunnel {
  encapsulation: Encapsulation
  device: string
  /** `always`, or only towards Nodes of another underlay segment (flannel DirectRouting, Calico CrossSubnet). */
  use: 'always' | 'across-segments'
  /** Bytes the outer headers take from the uplink's MTU: 50 for VXLAN over IPv4, 20 for IP in IP, 28 for UDP. */
  overheadBytes: number
  /** VXLAN only. */
  vni?: number
  /** VXLAN and UDP: port. */
  port?: number
}

/** What a network promises. Data only: the expectation rules read it, nothing in it looks at a cluster. */
export interface Network {
  name: string
  /** One sentence for `podnet list networks`. */
  title: string
  plugin: 'flannel' | 'calico'
  /** Member of `--network all`. */
  inAll: boolean
  tunnel?: Tunnel
  /** Without a tunnel all Nodes must be neighbours: across segments Pods are not reachable (claim C64). */
  needsOneSegment: boolean
  /** Rules that give Pods the Node's address towards the outside. */
  masqueradeRules: 'iptables' | 'nftables'
  /** `bridge`: cni0 joins a Node's Pods. `routed`: a /32 route per Pod, no bridge. */
  podLinks: 'bridge' | 'routed'
  /**
   * Protocol field of routes, as `ip -j route` prints it: towards Pods behind the tunnel, towards Pods of a
   * neighbour Node, and of the blackhole route for a block of one's own (Calico).
   */
  routeProtocols: { tunnel?: string; direct?: string; ownBlock?: string }
  needs: Capability[]
  defects: KnownDefect[]
}

/** true: one route leads into the Pod ranges of all other Nodes, since the daemon finds the Node by itself (datapath 1.1). */
export const hasOneRoute = ({ tunnel }: Network): boolean => tunnel?.encapsulation === 'udp'

/** The one kind whose packets the kernel does not move (claim C35): they stop with the daemon. */
export const isCarriedByDaemon = ({ tunnel }: Network): boolean => tunnel?.encapsulation === 'udp'

/** How Pod traffic gets from one Node to another. `none`: the network promises nothing between the two. */
export type Path = 'same-node' | 'tunnel' | 'direct' | 'none'

export function pathBetween(network: Network, topology: Topology, from: string, to: string): Path {
  return pathOfNodes(network, nodeSpec(topology, from), nodeSpec(topology, to))
}

export function pathOfNodes(network: Network, from: NodeSpec, to: NodeSpec): Path {
  if (from.name === to.name) return 'same-node'
  const sameSegment = from.segment === to.segment
  if (network.needsOneSegment && !sameSegment) return 'none'
  if (network.tunnel === undefined) return 'direct'
  return network.tunnel.use === 'across-segments' && sameSegment ? 'direct' : 'tunnel'
}

/** MTU of Pods' eth0 and of the tunnel device, in bytes (datapath 1.1, 1.3): tunnel overhead counts even where a peer is reached directly. */
export function podMtuBytes(network: Network, topology: Topology): number {
  return topology.uplinkMtuBytes - (network.tunnel?.overheadBytes ?? 0)
}

/** The first two addresses of a Node's podCIDR, worked out once: every probe of a Node asks for them. */
const firstAddresses = new WeakMap<NodeSpec, [range: string, bridge: string]>()

function firstAddressesOf(node: NodeSpec): [range: string, bridge: string] {
  const known = firstAddresses.get(node)
  if (known !== undefined) return known
  const found: [string, string] = [hostAddress(node.podCIDR, 0), hostAddress(node.podCIDR, 1)]
  firstAddresses.set(node, found)
  return found
}

/** B(x): the bridge's address, the first of the Node's podCIDR. Undefined without a bridge. */
export function gatewayAddress(network: Network, node: NodeSpec): string | undefined {
  return network.podLinks === 'bridge' ? firstAddressesOf(node)[1] : undefined
}

/** T(x): flannel takes the podCIDR's own address `.0`; Calico allocates one and reports it. Undefined without a tunnel. */
export function tunnelAddress(network: Network, node: NodeSpec, status: NodeStatus): string | undefined {
  if (network.tunnel === undefined) return undefined
  return network.plugin === 'flannel' ? firstAddressesOf(node)[0] : status.tunnelAddress
}
