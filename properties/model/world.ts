import type { KnownDefect } from './defect.ts'
import { type Network, type Path, pathOfNodes } from './networks/network.ts'
import type { PairSample } from './pair-sample.ts'
import { type PlaceId, placeKind, placeName } from './place.ts'
import type { Probe } from './probe.ts'
import type { Pod, Scenario } from './scenario.ts'
import type { ClusterDns } from './services/dns/cluster-dns.ts'
import type { ServedService } from './services/endpoint-slice.ts'
import type { ServiceProxy } from './services/proxy.ts'
import { proxyDefects } from './services/proxy-defects.ts'
import type { ClusterStatus, NodeStatus, PodStatus } from './status.ts'
import { type NodeSpec, presentNodes, type Topology } from './topology.ts'

/** Everything the model may know when it judges: what was asked for and what the cluster says of itself. */
export interface World {
  network: Network
  /** With the Nodes that are part of the cluster. */
  topology: Topology
  /** With those that are absent as well. */
  wholeTopology: Topology
  scenario: Scenario
  status: ClusterStatus
  nodes: ReadonlyMap<string, NodeSpec & { status: NodeStatus }>
  pods: ReadonlyMap<string, PlacedPod>
  /** Pods of the Pod network, without host-network Pods, in scenario order. */
  networkPods: readonly PlacedPod[]
  hostPods: readonly PlacedPod[]
  /** As the cluster runs them, its own among them. */
  services: readonly ServedService[]
  /** Absent in a cluster without Services. */
  proxy?: ServiceProxy
  /** Absent in a cluster without DNS. */
  dns?: ClusterDns
  /** The pairs of places that may be probed; absent: all of them. */
  sample?: PairSample
}

export interface PlacedPod extends Pod {
  status: PodStatus
  /** First of `status.podIPs`. */
  ip: string
}

/** Throws Error when the status lacks a Node or a Pod of the scenario: such a cluster cannot be judged. */
export function makeWorld(
  network: Network,
  wholeTopology: Topology,
  scenario: Scenario,
  status: ClusterStatus,
  sample?: PairSample,
): World {
  const topology = presentNodes(wholeTopology, scenario)
  const nodeStatuses = new Map(status.nodes.map((node) => [node.name, node]))
  const podStatuses = new Map(status.pods.map((pod) => [pod.name, pod]))
  const nodes = new Map(
    topology.nodes.map((node) => [node.name, { ...node, status: present(nodeStatuses.get(node.name), node.name) }]),
  )
  const pods = new Map(
    scenario.pods.map((pod) => {
      const podStatus = present(podStatuses.get(pod.name), pod.name)
      return [pod.name, { ...pod, status: podStatus, ip: present(podStatus.ips[0], `the IP of ${pod.name}`) }]
    }),
  )
  const all = [...pods.values()]
  return {
    network,
    topology,
    wholeTopology,
    scenario,
    status,
    nodes,
    pods,
    networkPods: all.filter((pod) => !pod.hostNetwork),
    hostPods: all.filter((pod) => pod.hostNetwork),
    services: status.services ?? [],
    ...(status.proxy !== undefined && { proxy: status.proxy }),
    ...(status.dns !== undefined && { dns: status.dns }),
    ...(sample !== undefined && { sample }),
  }
}

function present<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`the cluster's status lacks ${what}`)
  return value
}

export function nodeOf(world: World, name: string): NodeSpec & { status: NodeStatus } {
  return present(world.nodes.get(name), `node ${name}`)
}

export function podOf(world: World, name: string): PlacedPod {
  return present(world.pods.get(name), `pod ${name}`)
}

/** Known defects of what this world is made of: its network's, and its proxy's where it has one. */
export function knownDefects({ network, proxy }: Pick<World, 'network' | 'proxy'>): readonly KnownDefect[] {
  return proxy === undefined ? network.defects : [...network.defects, ...proxyDefects[proxy.mode]]
}

/** How Pod traffic of this world gets from one Node to another. */
export function pathOf(world: World, from: string, to: string): Path {
  return pathOfNodes(world.network, nodeOf(world, from), nodeOf(world, to))
}

/** false where the network promises nothing between the two Nodes. */
export function hasPath(world: World, from: string, to: string): boolean {
  return pathOf(world, from, to) !== 'none'
}

/** The Node a place lies on; undefined for the off-cluster host. */
export function nodeNameOf(world: World, place: PlaceId): string | undefined {
  if (placeKind(place) === 'external') return undefined
  return placeKind(place) === 'node' ? placeName(place) : podOf(world, placeName(place)).nodeName
}

/** `pod/a@node1`: a place as reports name it. */
export function describePlace(world: World, place: PlaceId): string {
  return placeKind(place) === 'pod' ? `${place}@${nodeNameOf(world, place)}` : place
}

/** Who to whom, in one phrase: `pod/a@node1 (10.244.1.5) -> pod/b@node2 (10.244.2.7) TCP 8080`. */
export function describeProbe(world: World, probe: Probe): string {
  const own = placeKind(probe.client) === 'pod' ? podOf(world, placeName(probe.client)).ip : undefined
  const address = probe.bind === undefined ? own : `bound to ${probe.bind.address}`
  const from = [address, probe.sourcePort && `port ${probe.sourcePort}`].filter(Boolean).join(' ')
  const place = probe.target.place === undefined ? probe.target.kind : describePlace(world, probe.target.place)
  const target = probe.target.service === undefined ? place : `service ${probe.target.service} by ${place}`
  const port = probe.protocol === 'icmp' ? '' : ` ${probe.target.port}`
  const size = probe.size === 'small' ? '' : `, ${probe.size} ${probe.payloadBytes} bytes`
  const asks = probe.query === undefined ? '' : `, asks for ${probe.query.type} of ${probe.query.name}`
  return `${describePlace(world, probe.client)}${from === '' ? '' : ` (${from})`} -> ${target} (${probe.target.address}) ${probe.protocol.toUpperCase()}${port}${size}${asks}`
}
