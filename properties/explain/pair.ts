import { expect } from '../model/expectation.ts'
import type { Observation } from '../model/observation.ts'
import { nodePlace, type PlaceId, placeKind, placeName, podPlace } from '../model/place.ts'
import type { Probe } from '../model/probe.ts'
import { arrivalOf } from '../model/services/arrival.ts'
import { isServiceProbe } from '../model/services/expect-service.ts'
import { detourNode } from '../model/topology.ts'
import { nodeNameOf, type PlacedPod, podOf, type World } from '../model/world.ts'
import { fromNode, fromPod, toPod } from '../probes.ts'

/** Endpoints of a Service that are looked at. */
const maxEndpoints = 4

/** The place that an identity names: `pod/a` of `pod/a/main`. */
function placeOfServer(identity: string | undefined): PlaceId | undefined {
  if (identity === undefined) return undefined
  return identity.split('/').slice(0, 2).join('/') as PlaceId
}

/** Pod or Node by its address. */
export function placeWithAddress(world: World, address: string): PlaceId | undefined {
  const pod = world.networkPods.find(({ ip }) => ip === address)
  if (pod !== undefined) return podPlace(pod.name)
  const node = [...world.nodes.values()].find((one) => one.address === address)
  return node === undefined ? undefined : nodePlace(node.name)
}

/** Where the packets of a probe may rightly end, and where one did. */
function serversOf(world: World, probe: Probe, observation?: Observation): PlaceId[] {
  const right = expect(world, probe).allowed.map(({ server }) => placeOfServer(server))
  const found = [
    placeOfServer(observation?.server?.identity),
    ...right,
    isServiceProbe(probe) ? undefined : probe.target.place,
  ]
  const known = found.filter((place) => place !== undefined && isKnown(world, place)) as PlaceId[]
  return [...new Set(known)].slice(0, maxEndpoints)
}

function isKnown(world: World, place: PlaceId): boolean {
  if (placeKind(place) === 'pod') return world.pods.has(placeName(place))
  return placeKind(place) === 'external' || world.nodes.has(placeName(place))
}

/** The Node where a probe enters the cluster or is translated: the client's own, or the one that is called or passed. */
export function entryNode(world: World, probe: Probe): string | undefined {
  if (isServiceProbe(probe)) return arrivalOf(world, probe).entry
  const own = nodeNameOf(world, probe.client)
  if (own !== undefined) return own
  const there = probe.target.place === undefined ? undefined : nodeNameOf(world, probe.target.place)
  const isDetour = there !== undefined && probe.bind?.address === world.topology.externalDetourAddress
  return isDetour && probe.target.kind === 'pod' ? detourNode(world.topology, there) : there
}

/** Every Node and Pod that the probe's packets pass, those of the Service's endpoints among them. */
export function placesOnTheWay(world: World, probe: Probe, observation?: Observation): PlaceId[] {
  const ends = [probe.client, ...serversOf(world, probe, observation)].filter(
    (place) => placeKind(place) !== 'external',
  )
  const nodes = ends.flatMap((place) => nodeNameOf(world, place) ?? [])
  const names = [...nodes, entryNode(world, probe)].filter((name) => name !== undefined)
  return [...new Set([...names.map(nodePlace), ...ends])]
}

/** Probes of the same pair that differ in one thing from the one that failed; what they show narrows the cause. */
export function otherProbes(world: World, probe: Probe): { name: string; probe: Probe }[] {
  const { target, client } = probe
  const server =
    target.place !== undefined && placeKind(target.place) === 'pod' ? podOf(world, placeName(target.place)) : undefined
  const found: { name: string; probe: Probe }[] = []
  const from = { client, ...(probe.bind && { bind: probe.bind }) }
  if (isServiceProbe(probe)) {
    const pods = serversOf(world, probe).flatMap((place) =>
      placeKind(place) === 'pod' ? [podOf(world, placeName(place))] : [],
    )
    const protocol = probe.protocol === 'icmp' ? 'tcp' : probe.protocol
    for (const pod of pods.filter((pod) => !pod.hostNetwork && podPlace(pod.name) !== client))
      found.push({ name: `straight to pod/${pod.name}`, probe: toPod(world, { client }, pod, protocol) })
    return found
  }
  if (server === undefined || target.kind !== 'pod') return found
  for (const protocol of ['tcp', 'udp', 'icmp'] as const)
    if (protocol !== probe.protocol || probe.size !== 'small')
      found.push({ name: protocol.toUpperCase(), probe: toPod(world, from, server, protocol) })
  if (probe.size === 'small')
    found.push({ name: 'full size', probe: toPod(world, from, server, 'udp', { size: 'full' }) })
  if (placeKind(client) === 'pod') found.push(...aroundPods(world, podOf(world, placeName(client)), server, probe))
  return found
}

function aroundPods(
  world: World,
  client: PlacedPod,
  server: PlacedPod,
  { protocol: own }: Probe,
): { name: string; probe: Probe }[] {
  if (client.name === server.name || client.hostNetwork) return []
  // Echoes of two directions look alike in a recording.
  const protocol = own === 'icmp' ? 'tcp' : own
  return [
    { name: 'the other way round', probe: toPod(world, fromPod(server), client, protocol) },
    {
      name: `from ${client.nodeName} itself`,
      probe: toPod(world, fromNode({ name: client.nodeName }), server, protocol),
    },
  ]
}
