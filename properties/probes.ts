import { familyOf } from './model/address.ts'
import { podMtuBytes } from './model/networks/network.ts'
import { nodePlace, podPlace } from './model/place.ts'
import {
  bulkPayloadBytes,
  fragmentedPayloadBytes,
  type Probe,
  type Protocol,
  probeHeaderBytes,
  type SizeClass,
} from './model/probe.ts'
import { nodeServerPort } from './model/scenario.ts'
import { hasPath, nodeOf, type PlacedPod, type World } from './model/world.ts'

/** Where a probe comes from: a place, and the address its socket is bound to, if any. */
export type Client = Pick<Probe, 'client' | 'bind'>

export const fromPod = (pod: { name: string }): Client => ({ client: podPlace(pod.name) })
export const fromNode = (node: { name: string }): Client => ({ client: nodePlace(node.name) })
/** A socket bound to the Node's own address. */
export const fromBoundNode = (node: { name: string; address: string }): Client => ({
  client: nodePlace(node.name),
  bind: { address: node.address },
})

export const bothProtocols = ['tcp', 'udp'] as const satisfies readonly Protocol[]

export function toPod(
  world: World,
  client: Client,
  pod: PlacedPod,
  protocol: Protocol,
  options: { size?: SizeClass; container?: number } = {},
): Probe {
  const container = pod.containers[(options.container ?? 0) % pod.containers.length]
  if (container === undefined) throw new Error(`pod ${pod.name} has no container`)
  const size = options.size ?? 'small'
  return {
    ...client,
    target: {
      kind: pod.hostNetwork ? 'host-pod' : 'pod',
      place: podPlace(pod.name),
      address: pod.ip,
      port: protocol === 'icmp' ? 0 : container.port,
      ...(protocol !== 'icmp' && { server: `pod/${pod.name}/${container.name}` }),
    },
    protocol,
    size,
    payloadBytes: payloadBytes(size, podMtuBytes(world.network, world.topology), pod.ip),
  }
}

/** A probe to one of the Node's addresses: `node` its InternalIP, `gateway` the bridge's, `tunnel` the tunnel device's. */
export function toNode(
  world: World,
  client: Client,
  nodeName: string,
  protocol: Protocol,
  kind: 'node' | 'gateway' | 'tunnel' = 'node',
  address = nodeOf(world, nodeName).address,
): Probe {
  return {
    ...client,
    target: {
      kind,
      place: nodePlace(nodeName),
      address,
      port: protocol === 'icmp' ? 0 : nodeServerPort,
      ...(protocol !== 'icmp' && { server: nodePlace(nodeName) }),
    },
    protocol,
    size: 'small',
    payloadBytes: probeHeaderBytes,
  }
}

/** Bytes of payload for a size class; `full` leaves room for the IP header (20 or 40 bytes) and the UDP or ICMP header (8). */
export function payloadBytes(size: SizeClass, mtuBytes: number, address: string): number {
  const full = mtuBytes - (familyOf(address) === 'ipv6' ? 48 : 28)
  return {
    small: probeHeaderBytes,
    full,
    oversize: full + 1,
    fragmented: fragmentedPayloadBytes,
    bulk: bulkPayloadBytes,
  }[size]
}

/** Every ordered pair of different items. */
export function orderedPairs<T>(items: readonly T[]): [T, T][] {
  return items.flatMap((a) => items.filter((b) => b !== a).map((b): [T, T] => [a, b]))
}

/** Pod pairs of the ordered pairs of Nodes between which the network promises a path. */
export function reachablePodPairs(world: World): NodePair[] {
  return podPairsByNodes(world).filter(({ from, to }) => hasPath(world, from, to))
}

/** Two Nodes and all ordered pairs of their Pods. */
export interface NodePair {
  from: string
  to: string
  pairs: [PlacedPod, PlacedPod][]
}

/** For each ordered pair of Nodes that both have Pods, the Node itself included where it has two: all pairs of their Pods. */
export function podPairsByNodes(world: World): NodePair[] {
  const groups = new Map<string, NodePair>()
  for (const [a, b] of orderedPairs(world.networkPods)) {
    const key = `${a.nodeName} ${b.nodeName}`
    const group = groups.get(key) ?? { from: a.nodeName, to: b.nodeName, pairs: [] }
    group.pairs.push([a, b])
    groups.set(key, group)
  }
  return [...groups.values()]
}
