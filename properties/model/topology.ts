/** A Node and what was assigned to it when the cluster was made. */
export interface NodeSpec {
  name: string
  /** InternalIP: the address of the uplink. */
  address: string
  /** The device that bears it; eth0 by default. */
  uplink?: string
  /** The Node's share of the cluster's Pod range (`node.spec.podCIDR`). Calico hands out blocks instead and ignores it. */
  podCIDR: string
  /** Underlay segment. Nodes of one segment are neighbours on one L2 network; segments meet at a router. */
  segment: number
}

/**
 * Nodes, ranges and modes: fixed for a cluster's life. Which of the Nodes are part of the cluster is up to the scenario and
 * its Steps (`presentNodes`).
 */
export interface Topology {
  /** The cluster's Pod range, e.g. `10.244.0.0/16`. */
  podCIDR: string
  serviceCIDR: string
  nodes: NodeSpec[]
  /** The host outside the cluster, in segment 0; empty where podnet has none. */
  externalAddress: string
  /**
   * Second address of that host. What it sends from here to a Pod enters the cluster through a Node that does not own
   * the Pod: the Node after the owner, in the order of `nodes` (datapath 2.1, "routed via x").
   */
  externalDetourAddress: string
  /** MTU of the Nodes' uplinks; 1500 by default. */
  uplinkMtuBytes: number
}

/** Whether there is a host outside the cluster that podnet can probe from. */
export function hasHostOutside({ externalAddress }: Pick<Topology, 'externalAddress'>): boolean {
  return externalAddress !== ''
}

/** Whether others may use the cluster: podnet puts a host outside every one that it makes for itself. */
export const isShared = (topology: Topology): boolean => !hasHostOutside(topology)

/** The same, of a cluster that podnet has no host outside of. */
export const withoutHostOutside = (topology: Topology): Topology => ({
  ...topology,
  externalAddress: '',
  externalDetourAddress: '',
})

/** The topology without the Nodes that a scenario says are not part of the cluster. */
export function presentNodes(topology: Topology, { absentNodes = [] }: { absentNodes?: readonly string[] }): Topology {
  if (absentNodes.length === 0) return topology
  return { ...topology, nodes: topology.nodes.filter(({ name }) => !absentNodes.includes(name)) }
}

export function nodeSpec(topology: Topology, name: string): NodeSpec {
  const node = topology.nodes.find((node) => node.name === name)
  if (node === undefined) throw new Error(`no node ${name} in this topology`)
  return node
}

/** The device through which a Node reaches the others. */
export function uplinkDevice({ uplink = 'eth0' }: Pick<NodeSpec, 'uplink'>): string {
  return uplink
}

/** The Node through which traffic from `externalDetourAddress` reaches Pods of `owner`; the owner itself where it is alone in segment 0. */
export function detourNode(topology: Topology, owner: string): string {
  const entries = topology.nodes.filter((node) => node.segment === 0)
  const index = entries.findIndex((node) => node.name === owner)
  return entries[(index + 1) % entries.length]?.name ?? owner
}

/** A way of the host outside: the address it sends from and the Node its route leads to. */
export interface WayIn {
  source: string
  entry: NodeSpec
}

/**
 * The ways of the host outside to ClusterIPs and externalIPs, which no network promises: through the first Node of its
 * segment, and from `externalDetourAddress` through the one after it, as routers in front of a cluster are told.
 */
export function waysToServices(topology: Topology): WayIn[] {
  const first = topology.nodes.find(({ segment }) => segment === 0)
  if (first === undefined || !hasHostOutside(topology)) return []
  const second = nodeSpec(topology, detourNode(topology, first.name))
  const straight = { source: topology.externalAddress, entry: first }
  return second === first ? [straight] : [straight, { source: topology.externalDetourAddress, entry: second }]
}
