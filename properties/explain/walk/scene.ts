import type { Link, NamespaceFacts } from '../../model/facts.ts'
import { nodePlace, type PlaceId, placeKind, placeName, podPlace } from '../../model/place.ts'
import type { Probe } from '../../model/probe.ts'
import { nodeWithAddress } from '../../model/services/node-addresses.ts'
import { nodeOf, type PlacedPod, podOf, type World } from '../../model/world.ts'
import { outputOf, type PathEvidence, worldOfEvidence } from '../evidence.ts'
import type { AtHook, HookName } from '../filter/filter.ts'
import { type PacketFilter, readPacketFilter } from '../filter/packet-filter.ts'
import type { Packet } from '../packet.ts'

/** Everything a walk looks at. */
export interface Scene {
  world: World
  evidence: PathEvidence
  probe: Probe
  filters: Map<PlaceId, PacketFilter>
}

export function makeScene(evidence: PathEvidence): Scene {
  return { world: worldOfEvidence(evidence), evidence, probe: evidence.probe, filters: new Map() }
}

/** Undefined where the place could not be read. */
export function factsOf({ evidence }: Scene, place: PlaceId): NamespaceFacts | undefined {
  return evidence.structure[place]
}

export function filterOf(scene: Scene, place: PlaceId): PacketFilter {
  const known = scene.filters.get(place) ?? readPacketFilter(scene.evidence, place)
  scene.filters.set(place, known)
  return known
}

/** A packet at a hook of a place, as rules see it. */
export function atHook(
  scene: Scene,
  place: PlaceId,
  hook: HookName,
  packet: Packet,
  devices: { inDevice?: string | undefined; outDevice?: string | undefined } = {},
): AtHook {
  const facts = factsOf(scene, place)
  const filter = filterOf(scene, place)
  return {
    packet,
    hook,
    ...(devices.inDevice !== undefined && { inDevice: devices.inDevice }),
    ...(devices.outDevice !== undefined && { outDevice: devices.outDevice }),
    isLocal: (address) => facts?.addresses.some((one) => one.address === address) ?? false,
    members: (set) => filter.sets.get(set),
  }
}

/** What stands at an address: the Pod of the Pod network, the Node, or somebody outside. */
export type Owner = { kind: 'pod'; pod: PlacedPod; node: string } | { kind: 'node'; node: string } | { kind: 'outside' }

export function ownerOf({ world }: Scene, address: string): Owner {
  const pod = world.networkPods.find(({ ip }) => ip === address)
  if (pod !== undefined) return { kind: 'pod', pod, node: pod.nodeName }
  const node = nodeWithAddress(world, address)
  return node === undefined ? { kind: 'outside' } : { kind: 'node', node }
}

/** Where a client's packets begin: a host-network Pod's in its Node. */
export function beginning({ world }: Scene, place: PlaceId): Owner {
  if (placeKind(place) === 'external') return { kind: 'outside' }
  if (placeKind(place) === 'node') return { kind: 'node', node: placeName(place) }
  const pod = podOf(world, placeName(place))
  return pod.hostNetwork ? { kind: 'node', node: pod.nodeName } : { kind: 'pod', pod, node: pod.nodeName }
}

export const placeOfPod = (pod: PlacedPod): PlaceId => podPlace(pod.name)
export const placeOfNode = (node: string): PlaceId => nodePlace(node)

/** The Pod's own end of its veth pair, and the Node's. */
export function ends(scene: Scene, pod: PlacedPod): { own: Link | undefined; far: Link | undefined } {
  const own = factsOf(scene, placeOfPod(pod))?.links.find(({ name }) => name === 'eth0')
  const far = factsOf(scene, placeOfNode(pod.nodeName))?.links.find(
    ({ kind, index, peerIndex }) => kind === 'veth' && index === own?.peerIndex && peerIndex === own?.index,
  )
  return { own, far }
}

/** The device by which a Node hears its Pod: the bridge, or the Pod's own. */
export function deviceTowards(scene: Scene, pod: PlacedPod): string {
  return scene.world.network.podLinks === 'bridge' ? 'cni0' : (ends(scene, pod).far?.name ?? 'cali*')
}

export function linkOf(scene: Scene, place: PlaceId, name: string): Link | undefined {
  return factsOf(scene, place)?.links.find((link) => link.name === name)
}

export const nodeAddress = ({ world }: Scene, node: string): string => nodeOf(world, node).address

/** The entries of connection tracking of a Node, as printed. */
export const conntrackOf = ({ evidence }: Scene, node: string): string =>
  outputOf(evidence, nodePlace(node), 'conntrack')?.text ?? ''
