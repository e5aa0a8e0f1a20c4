import type { Network } from '../../properties/model/networks/network.ts'
import type { NodeSpec, Topology } from '../../properties/model/topology.ts'
import type { AddressRules, NodeAddresses } from './address-allocation.ts'
import type { Step } from './step.ts'

/** What a network's plans are computed from. */
export interface WiringContext {
  network: Network
  topology: Topology
  /** Ranges and tunnel addresses of every Node, in the order of the topology's Nodes. */
  addresses: readonly NodeAddresses[]
}

/** A Pod of the Pod network as it is about to be linked. */
export interface PodLink {
  name: string
  address: string
  /** The Pod's end is always called eth0; this is the Node's. */
  hostDevice: string
  /** Name of the Pod's network namespace below /run/netns. */
  namespace: string
}

/** How a network is wired on kernel devices, as plans: everything here is pure. */
export interface Wiring {
  network: Network
  addressRules: AddressRules
  /** A Node before it has Pods: its tunnel, the ways to every other Node, its rules. */
  node(context: WiringContext, node: NodeSpec): Step[]
  /** What `node` needs when a peer becomes part of the cluster, in the order in which the daemon writes it on that event. */
  addPeer(context: WiringContext, node: NodeSpec, peer: NodeSpec): Step[]
  /** What goes from `node` when a peer is no part of the cluster any more; `context` is that of before. */
  removePeer(context: WiringContext, node: NodeSpec, peer: NodeSpec): Step[]
  /** What `node` needs when `owner`, itself or a peer, comes to own one more range. */
  range(context: WiringContext, node: NodeSpec, owner: NodeSpec, range: string): Step[]
  /** Once per Node, before its first Pod. */
  firstPod(context: WiringContext, node: NodeSpec): Step[]
  /** The Node's side of Pods, their devices included. */
  linkPods(context: WiringContext, node: NodeSpec, pods: readonly PodLink[]): Step[]
  /** The inside of a Pod's namespace, whose eth0 exists already. */
  pod(context: WiringContext, node: NodeSpec, pod: PodLink): Step[]
}

export function addressesOf(context: WiringContext, node: string): NodeAddresses {
  const addresses = context.addresses.find((addresses) => addresses.node === node)
  if (addresses === undefined) throw new Error(`node ${node} has no addresses`)
  return addresses
}

/** The other Nodes, in the topology's order. */
export function peers(context: WiringContext, node: NodeSpec): NodeSpec[] {
  return context.topology.nodes.filter((peer) => peer.name !== node.name)
}
