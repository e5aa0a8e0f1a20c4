import type { Probe } from '../model/probe.ts'
import { isProxied, type ServicePort, serviceKey } from '../model/service.ts'
import type { ServedService } from '../model/services/endpoint-slice.ts'
import { nodeAddresses } from '../model/services/node-addresses.ts'
import type { World } from '../model/world.ts'
import { type Client, fromNode, fromPod } from '../probes.ts'
import { callsToAddresses } from '../service-calls.ts'
import { protocolOf, toExternalIP, toHostPort, toNodePort, toServiceRange } from '../service-probes.ts'

const loopback = '127.0.0.1'
const untakenPort = 4
const untakenNodePort: ServicePort = { protocol: 'TCP', port: 80, targetPort: 80, nodePort: 32_767 }

/**
 * For tests: every client to every port of the scenario's Services at each of its addresses, to every hostPort on every Node, and to what
 * no Service takes. The host outside calls ClusterIPs and externalIPs by each of its ways, and of Nodes their InternalIPs alone.
 */
export function serviceMatrix(world: World): Probe[] {
  const inside = [...[...world.pods.values()].map(fromPod), ...world.topology.nodes.map(fromNode)]
  const own = new Set((world.scenario.services ?? []).map(serviceKey))
  const services = world.services.filter(({ service }) => isProxied(service) && own.has(serviceKey(service)))
  return [
    ...services.flatMap((served) => served.service.ports.flatMap((port) => toPort(world, inside, served, port))),
    ...services.flatMap(({ service }) => toUntakenPorts(inside, service.clusterIP ?? '')),
    ...toUntakenPorts(inside, '10.96.200.200'),
    ...services.flatMap((served) => toUntakenExternalPort(inside, served)),
    ...toUntakenNodePort(world, inside, services[0]),
    ...toHostPorts(world, inside),
  ]
}

const outside: Client = { client: 'external' }

function toPort(world: World, inside: readonly Client[], served: ServedService, port: ServicePort): Probe[] {
  return [
    ...callsToAddresses(world, { served, port }),
    ...(port.nodePort === undefined ? [] : toNodePorts(world, inside, served, port)),
  ]
}

function toNodePorts(world: World, inside: readonly Client[], served: ServedService, port: ServicePort): Probe[] {
  return world.topology.nodes.flatMap(({ name, address }) => [
    ...addressesNow(world, name).flatMap((one) =>
      inside.map((client) => toNodePort(client, served, port, { name, address: one })),
    ),
    toNodePort(outside, served, port, { name, address }),
    toNodePort(fromNode({ name }), served, port, { name, address: loopback }),
  ])
}

/** A Node without Pods has no bridge yet. */
function addressesNow(world: World, nodeName: string): string[] {
  const hasPods = world.networkPods.some((pod) => pod.nodeName === nodeName)
  const [own = '', ...others] = nodeAddresses(world, nodeName)
  return hasPods ? [own, ...others] : [own]
}

/** Most of them time out: two clients stand for all. */
function toUntakenPorts(inside: readonly Client[], address: string): Probe[] {
  return twoOf(inside).flatMap((client) =>
    (['tcp', 'udp', 'icmp'] as const).map((protocol) => toServiceRange(client, address, untakenPort, protocol)),
  )
}

function toUntakenExternalPort(inside: readonly Client[], served: ServedService): Probe[] {
  const { externalIPs = [] } = served.service
  const port: ServicePort = { protocol: 'TCP', port: untakenPort, targetPort: untakenPort }
  return externalIPs.flatMap((address) => twoOf(inside).map((client) => toExternalIP(client, served, port, address)))
}

function toUntakenNodePort(world: World, inside: readonly Client[], served: ServedService | undefined): Probe[] {
  if (served === undefined) return []
  const ports = (['TCP', 'UDP'] as const).map((protocol) => ({ ...untakenNodePort, protocol }))
  return world.topology.nodes.flatMap((node) =>
    ports.flatMap((port) => [outside, ...inside].map((client) => toNodePort(client, served, port, node))),
  )
}

function toHostPorts(world: World, inside: readonly Client[]): Probe[] {
  return world.networkPods.flatMap(({ nodeName, containers }) =>
    containers.flatMap(({ ports = [] }) =>
      ports.flatMap((port) => {
        const { hostPort } = port
        if (hostPort === undefined) return []
        const call = (client: Client, node: { name: string; address: string }) =>
          toHostPort(client, hostPort, protocolOf({ protocol: port.protocol }), node)
        return [
          ...world.topology.nodes.flatMap((node) => [outside, ...inside].map((client) => call(client, node))),
          call(fromNode({ name: nodeName }), { name: nodeName, address: loopback }),
        ]
      }),
    ),
  )
}

/** A Pod and a Node. */
const twoOf = (inside: readonly Client[]): Client[] => [...inside.slice(0, 1), ...inside.slice(-1)]
