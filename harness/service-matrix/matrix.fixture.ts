import { hostAddress, rangeSize } from '../../properties/model/address.ts'
import { externalPlace } from '../../properties/model/place.ts'
import type { Probe } from '../../properties/model/probe.ts'
import { isProxied, type ServicePort, serviceKey } from '../../properties/model/service.ts'
import type { ServedService } from '../../properties/model/services/endpoint-slice.ts'
import { nodeAddresses } from '../../properties/model/services/node-addresses.ts'
import type { World } from '../../properties/model/world.ts'
import { type Client, fromBoundNode, fromNode, fromPod } from '../../properties/probes.ts'
import { outsideWays } from '../../properties/service-calls.ts'
import {
  protocolOf,
  toClusterIP,
  toExternalIP,
  toHostPort,
  toNodePort,
  toServiceRange,
} from '../../properties/service-probes.ts'

const outside: Client = { client: externalPlace }

/** For tests: everybody calls every Service port in every way there is, and ports and addresses that are nobody's. */
export function serviceMatrix(world: World): Probe[] {
  const callers = [
    ...[...world.pods.values()].map(fromPod),
    ...[...world.nodes.values()].flatMap((node) => [fromNode(node), fromBoundNode(node)]),
    outside,
  ]
  const own = new Set((world.scenario.services ?? []).map(serviceKey))
  const ports = world.services
    .filter(({ service }) => isProxied(service) && own.has(serviceKey(service)))
    .flatMap((served) => served.service.ports.map((port) => ({ served, port })))
  return callers.flatMap((client) => [
    ...ports.flatMap(({ served, port }) => callsTo(world, client, served, port)),
    ...hostPortCalls(world, client),
    ...callsToNobody(world, client),
  ])
}

function callsTo(world: World, client: Client, served: ServedService, port: ServicePort): Probe[] {
  const ways = client === outside ? outsideWays(world) : [{ client, through: undefined }]
  const { clusterIP = '', externalIPs = [] } = served.service
  const [other, free] = [port.port + 1, 30_999]
  return [
    ...ways.flatMap(({ client, through }) => [
      toClusterIP(client, served, port, through),
      ...externalIPs.map((address) => toExternalIP(client, served, port, address, through)),
    ]),
    ...(port.nodePort === undefined
      ? []
      : nodeCalls(world, client).map((node) => toNodePort(client, served, port, node))),
    ...(client === outside
      ? []
      : [
          toServiceRange(client, clusterIP, other, protocolOf(port)),
          toServiceRange(client, clusterIP, 0, 'icmp'),
          ...externalIPs.map((address) => toExternalIP(client, served, { ...port, port: free }, address)),
        ]),
  ]
}

/** Every address of every Node that a client may call; 127.0.0.1 from Nodes alone. */
function nodeCalls(world: World, client: Client): { name: string; address: string }[] {
  const nodes = [...world.nodes.values()]
  const own = client.client.startsWith('node/') && client.bind === undefined
  const loopback = own ? [{ name: client.client.slice('node/'.length), address: '127.0.0.1' }] : []
  const addresses = ({ name }: { name: string }) =>
    client === outside ? nodeAddresses(world, name).slice(0, 1) : nodeAddresses(world, name)
  return [...nodes.flatMap((node) => addresses(node).map((address) => ({ name: node.name, address }))), ...loopback]
}

function hostPortCalls(world: World, client: Client): Probe[] {
  const numbers = new Set(
    world.networkPods.flatMap(({ containers }) =>
      containers.flatMap(({ ports = [] }) => ports.flatMap(({ hostPort }) => hostPort ?? [])),
    ),
  )
  return [...numbers].flatMap((hostPort) =>
    nodeCalls(world, client).flatMap((node) =>
      (['tcp', 'udp'] as const).map((protocol) => toHostPort(client, hostPort, protocol, node)),
    ),
  )
}

/** The last address of the Service range, which no cluster assigns first. */
function callsToNobody(world: World, client: Client): Probe[] {
  if (client === outside) return []
  const { serviceCIDR } = world.topology
  const nobody = hostAddress(serviceCIDR, rangeSize(serviceCIDR) - 2)
  return (['tcp', 'udp', 'icmp'] as const).map((protocol) => toServiceRange(client, nobody, 80, protocol))
}
