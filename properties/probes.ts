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
  type Target,
} from './model/probe.ts'
import { type Container, nodeServerPort } from './model/scenario.ts'
import { nodeOf, type PlacedPod, type World } from './model/world.ts'

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
    target: podTarget(pod, protocol === 'icmp' ? undefined : container),
    protocol,
    size,
    payloadBytes: payloadBytes(size, podMtuBytes(world.network, world.topology), pod.ip),
  }
}

/** The target of a probe to a Pod; without a container for ICMP. */
function podTarget(pod: PlacedPod, container: Container | undefined): Target {
  return shared(pod, container?.name ?? '', () => ({
    kind: pod.hostNetwork ? 'host-pod' : 'pod',
    place: podPlace(pod.name),
    address: pod.ip,
    port: container?.port ?? 0,
    ...(container !== undefined && { server: `pod/${pod.name}/${container.name}` }),
  }))
}

const sharedTargets = new WeakMap<object, Map<string, Target>>()

/** The same target for all probes that aim at it: in a large cluster they would fill the memory with copies. */
function shared(owner: object, key: string, make: () => Target): Target {
  const own = sharedTargets.get(owner) ?? new Map<string, Target>()
  const target = own.get(key) ?? make()
  own.set(key, target)
  sharedTargets.set(owner, own)
  return target
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
    target: shared(nodeOf(world, nodeName), `${kind} ${address} ${protocol === 'icmp'}`, () => ({
      kind,
      place: nodePlace(nodeName),
      address,
      port: protocol === 'icmp' ? 0 : nodeServerPort,
      ...(protocol !== 'icmp' && { server: nodePlace(nodeName) }),
    })),
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
