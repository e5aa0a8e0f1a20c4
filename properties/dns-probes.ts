import { placeKind, placeName } from './model/place.ts'
import type { Probe } from './model/probe.ts'
import { serviceKey } from './model/service.ts'
import type { ClusterDns, DnsQuery } from './model/services/dns/cluster-dns.ts'
import type { ServedService } from './model/services/endpoint-slice.ts'
import { isApiServers, isOfScenario } from './model/services/location.ts'
import { hasPath, nodeNameOf, type World } from './model/world.ts'
import { bothProtocols, type Client, fromNode, fromPod } from './probes.ts'

const dnsPort = 53

/** A World whose cluster serves DNS. */
export type WorldWithDns = World & { dns: ClusterDns }

export const hasDns = (world: World): world is WorldWithDns => world.dns !== undefined

/** The probes a property makes of a cluster that serves DNS; none in others. */
export const withDns =
  (probes: (world: WorldWithDns) => Probe[]) =>
  (world: World): Probe[] =>
    hasDns(world) ? probes(world) : []

/**
 * The Services whose names are asked for. Of a shared cluster podnet's own and two whose answer is known: other people's
 * change meanwhile, and may have addresses and ports (IPv6, SCTP) that the model leaves out.
 */
export function servicesAskedFor(world: WorldWithDns): readonly ServedService[] {
  if (world.status.shared !== true) return world.services
  const ofDns = dnsService(world)
  return world.services.filter(
    (served) => isOfScenario(world, served) || isApiServers(world, served) || served === ofDns,
  )
}

/** The Service whose ClusterIP Pods ask. */
export function dnsService({ services, dns }: WorldWithDns): ServedService | undefined {
  return services.find(({ service }) => service.clusterIP === dns.address)
}

/** Addresses of the servers behind it. */
export function dnsServers(world: WorldWithDns): string[] {
  const endpoints = dnsService(world)?.slices.flatMap((slice) => slice.endpoints) ?? []
  return [...new Set(endpoints.filter(({ conditions }) => conditions.ready).map(({ address }) => address))]
}

/**
 * Who asks: every Pod, host-network Pod and Node with a way to every server. In a sampled cluster one of each Node, since
 * what is asked does not grow with the pairs.
 */
export function dnsClients(world: WorldWithDns): Client[] {
  const nodes = dnsService(world)?.slices.flatMap((slice) => slice.endpoints.map(({ nodeName }) => nodeName)) ?? []
  const all = [
    ...world.networkPods.map(fromPod),
    ...world.hostPods.map(fromPod),
    ...world.topology.nodes.map(fromNode),
  ].filter(({ client }) => {
    const own = nodeNameOf(world, client)
    return nodes.every((node) => own !== undefined && node !== undefined && hasPath(world, own, node))
  })
  if (world.sample === undefined) return all
  return [...new Map(all.map((one) => [nodeNameOf(world, one.client), one])).values()]
}

/** Each query over UDP and TCP at the DNS Service, by one client after the other; and each client asks for something. */
export function askInTurn(world: WorldWithDns, queries: readonly DnsQuery[]): Probe[] {
  const clients = dnsClients(world)
  if (clients.length === 0 || queries.length === 0) return []
  return Array.from({ length: Math.max(clients.length, queries.length) }, (_, index) => {
    const client = clients[index % clients.length] as Client
    const query = queries[index % queries.length] as DnsQuery
    return bothProtocols.map((protocol) => askService(world, client, protocol, query))
  }).flat()
}

/** A query to the DNS Service. */
export function askService(world: WorldWithDns, client: Client, protocol: 'tcp' | 'udp', query: DnsQuery): Probe {
  const served = dnsService(world)
  const service = served && serviceKey(served.service)
  return ask(client, { kind: 'cluster-ip', address: world.dns.address, ...(service && { service }) }, protocol, query)
}

/** The same to one of the servers behind it. */
export function askServer(client: Client, address: string, protocol: 'tcp' | 'udp', query: DnsQuery): Probe {
  return ask(client, { kind: 'dns-server', address }, protocol, query)
}

function ask(client: Client, target: Omit<Probe['target'], 'port'>, protocol: 'tcp' | 'udp', query: DnsQuery): Probe {
  const payloadBytes = queryBytes(query)
  return { ...client, target: { ...target, port: dnsPort }, protocol, size: 'small', payloadBytes, query }
}

/** Header, name with its length bytes, type and class (RFC 1035 4.1). */
const queryBytes = ({ name }: DnsQuery): number => 12 + (name.length + 2) + 4

/** The Pod that asks, where it is one. */
export function askingPod(world: World, { client }: Pick<Probe, 'client'>) {
  return placeKind(client) === 'pod' ? world.pods.get(placeName(client)) : undefined
}
