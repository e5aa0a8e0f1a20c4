import type { Flow } from './model/flow.ts'
import { pairClass } from './model/pair-class.ts'
import { type PlaceId, placeKind, placeName } from './model/place.ts'
import type { Probe } from './model/probe.ts'
import { servicePortKey } from './model/service.ts'
import type { World } from './model/world.ts'
import { firstFlowPort, lastFlowPort } from './old-udp-flow.ts'
import { reachablePodPairs, spread } from './pairs.ts'
import { fromNode, fromPod, toPod } from './probes.ts'
import { callers, kindOfCaller, mayBeSilent, outsideCallers, servedPorts } from './service-calls.ts'
import { toClusterIP, toNodePort } from './service-probes.ts'

/** Flows of a history, at most: each takes some hundredths of a processor. */
export const mostHistoryFlows = 96
/** Callers of one Service port. */
const callersOfPort = 3

/**
 * The traffic of a history: between Pods of each class of pairs, from each Node to a Pod of another, and to each Service
 * port from callers of several kinds, inside and out. Every edge bears a held and a fresh flow. `index` of the case: the
 * next one takes other source ports, since connection tracking remembers the last one's.
 */
export function historyFlows(world: World, index: number): Flow[] {
  const edges = [...podEdges(world), ...nodeEdges(world), ...serviceEdges(world)].filter(
    (probe) => !mayBeSilent(world, probe),
  )
  const flows = edges.flatMap((probe): Flow[] => [
    { kind: 'held', probe },
    { kind: 'fresh', probe },
  ])
  const ports = lastFlowPort - firstFlowPort + 1
  const first = (index * mostHistoryFlows) % (ports - mostHistoryFlows)
  return flows.slice(0, mostHistoryFlows).map((flow, at) => {
    if (flow.kind === 'fresh' || flow.probe.protocol !== 'udp') return flow
    return { ...flow, probe: { ...flow.probe, sourcePort: firstFlowPort + first + at } }
  })
}

function podEdges(world: World): Probe[] {
  const pairs = spread(reachablePodPairs(world), ([client, target]) => [
    pairClass(world, `pod/${client.name}`, `pod/${target.name}`),
  ])
  return pairs.flatMap(([client, target]) =>
    (['tcp', 'udp'] as const).map((protocol) => toPod(world, fromPod(client), target, protocol)),
  )
}

function nodeEdges(world: World): Probe[] {
  const pairs = world.topology.nodes.flatMap((node) => {
    const there = world.networkPods.find((pod) => pod.nodeName !== node.name)
    return there === undefined ? [] : [toPod(world, fromNode(node), there, 'tcp')]
  })
  return pairs.slice(0, 2)
}

/** UDP first: it is what connection tracking holds on to. */
function serviceEdges(world: World): Probe[] {
  const ports = servedPorts(world).toSorted(
    (a, b) => Number(a.port.protocol === 'TCP') - Number(b.port.protocol === 'TCP'),
  )
  return ports.flatMap(({ served, port }) => {
    const inside = callers(world).map((client) => toClusterIP(client, served, port))
    const [node] = world.topology.nodes
    const outside =
      port.nodePort === undefined || node === undefined
        ? []
        : outsideCallers(world).map((client) => toNodePort(client, served, port, node))
    const kinds = spread(inside, ({ client }) => [`${placeKind(client)} ${kindOfCaller(world, client)}`])
    return [...outside, ...kinds].slice(0, callersOfPort)
  })
}

/** Whether what a flow calls is still what it was, and its client is: else nobody says what must come of it. */
export function goesOn(before: World, end: World, { probe }: Flow): boolean {
  const { client, target } = probe
  const isThere = placeKind(client) !== 'pod' || samePod(before, end, placeName(client))
  if (!isThere || [client, target.place].some((place) => place !== undefined && isGoneNode(end, place))) return false
  if (target.service === undefined)
    return (
      target.place === undefined || placeKind(target.place) !== 'pod' || samePod(before, end, placeName(target.place))
    )
  return servedPorts(end).some(
    ({ served, port }) =>
      servicePortKey(served.service, port) === target.service &&
      (target.kind === 'node-port'
        ? port.nodePort === target.port
        : served.service.clusterIP === target.address && port.port === target.port) &&
      (port.protocol === 'TCP') === (probe.protocol === 'tcp'),
  )
}

const isGoneNode = ({ nodes }: World, place: PlaceId): boolean =>
  placeKind(place) === 'node' && !nodes.has(placeName(place))

function samePod(before: World, end: World, name: string): boolean {
  const [old, now] = [before.pods.get(name), end.pods.get(name)]
  return old !== undefined && old.nodeName === now?.nodeName && old.ip === now.ip
}
