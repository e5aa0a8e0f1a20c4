import { unsupportedCheck } from './checks.ts'
import { expect } from './model/expectation.ts'
import type { Outcome, Seen } from './model/observation.ts'
import { externalPlace, type PlaceId, placeKind, placeName } from './model/place.ts'
import type { Probe } from './model/probe.ts'
import type { RuleId } from './model/rules.ts'
import { isProxied, type ServicePort } from './model/service.ts'
import type { ServedService } from './model/services/endpoint-slice.ts'
import { isOfScenario } from './model/services/location.ts'
import { hasHostOutside, waysToServices } from './model/topology.ts'
import type { Check } from './model/verdict.ts'
import { podOf, type World } from './model/world.ts'
import { type Client, fromNode, fromPod } from './probes.ts'
import type { Property } from './property.ts'
import { toClusterIP, toExternalIP } from './service-probes.ts'

/** One port of one Service that the proxy serves. */
export interface ServedPort {
  served: ServedService
  port: ServicePort
}

/** Every port of every Service of the scenario that a proxy serves: none in a cluster without one. */
export function servedPorts(world: World): ServedPort[] {
  if (world.proxy === undefined) return []
  return world.services
    .filter((served) => isProxied(served.service) && isOfScenario(world, served))
    .flatMap((served) => served.service.ports.map((port) => ({ served, port })))
}

/** Everybody in the cluster who may call: Pods, host-network Pods and Nodes. */
export function callers(world: World): Client[] {
  return [...world.pods.values()].map(fromPod).concat(world.topology.nodes.map(fromNode))
}

/** The host outside, where there is one. */
export const outsideCallers = (world: World): Client[] =>
  hasHostOutside(world.topology) ? [{ client: externalPlace }] : []

/** The host outside by each of its ways to ClusterIPs and externalIPs, and the Node that the way leads through. */
export function outsideWays({ topology }: World): { client: Client; through: string }[] {
  return waysToServices(topology).map(({ source, entry }) => ({
    client: { client: externalPlace, ...(source !== topology.externalAddress && { bind: { address: source } }) },
    through: entry.name,
  }))
}

/** One check that says so for a rule about callers from outside, where there is no host outside. */
export function withoutOutside({ topology }: World, property: string, rule: RuleId): Check[] {
  if (hasHostOutside(topology)) return []
  return [unsupportedCheck(property, rule, 'off-cluster clients', 'podnet has no host outside this cluster')]
}

/** Everybody inside and the host outside at the ClusterIP and the externalIPs. */
export function callsToAddresses(world: World, { served, port }: ServedPort): Probe[] {
  const ways: { client: Client; through?: string }[] = [
    ...callers(world).map((client) => ({ client })),
    ...outsideWays(world),
  ]
  return ways.flatMap(({ client, through }) => [
    toClusterIP(client, served, port, through),
    ...(served.service.externalIPs ?? []).map((address) => toExternalIP(client, served, port, address, through)),
  ])
}

/** Callers whose packets take the same way through the same rules: Pods of one Node, host-network Pods of one, a Node, the host outside. */
export function kindOfCaller(world: World, place: PlaceId): string {
  const pod = placeKind(place) === 'pod' ? podOf(world, placeName(place)) : undefined
  return pod === undefined ? place : `${pod.hostNetwork ? 'host-pod' : 'pod'} of ${pod.nodeName}`
}

/** Outcomes that take the deadline, or the three seconds of a neighbour that is not there. */
const slow: readonly Outcome[] = ['timed-out', 'host-unreachable']

/** Whether a call may rightly go unanswered, so that it is asked in the first case of a run only. */
export function mayBeSilent(world: World, probe: Probe): boolean {
  return expect(world, probe).allowed.some(({ outcome }) => slow.includes(outcome))
}

/** Those calls in every case that may not go unanswered, and the others in the first one. */
export function bySilence(calls: (world: World) => Probe[]): Required<Pick<Property, 'probes' | 'slowProbes'>> {
  return {
    probes: (world) => calls(world).filter((probe) => !mayBeSilent(world, probe)),
    slowProbes: (world) => calls(world).filter((probe) => mayBeSilent(world, probe)),
  }
}

const nobodysRules: readonly string[] = [
  'service-without-endpoints',
  'internal-traffic-local-policy-nobody-here',
  'external-traffic-local-policy-nobody-here',
]

/** Calls that nobody may answer, by policy or for want of endpoints. */
export function isForNobody(world: World, probe: Probe): boolean {
  return nobodysRules.includes(expect(world, probe).rule)
}

/** Where an answer came from, as `ADDRESS:PORT`; undefined without one. */
export function answeredBy({ outcome, server }: Seen): string | undefined {
  return outcome === 'answered' && server !== undefined ? `${server.local.address}:${server.local.port}` : undefined
}

/** Endpoints that must answer a call, as `ADDRESS:PORT`. */
export function answering(world: World, probe: Probe): string[] {
  return expect(world, probe).allowed.flatMap(({ outcome, destination }) =>
    outcome === 'answered' && destination !== undefined ? [`${destination.address}:${destination.port}`] : [],
  )
}
