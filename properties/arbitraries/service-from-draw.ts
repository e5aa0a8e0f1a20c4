import { hostAddress } from '../model/address.ts'
import { externalPlace, nodePlace, podPlace } from '../model/place.ts'
import { externalServerPort, nodeServerPort, type Pod } from '../model/scenario.ts'
import {
  askedAddresses,
  askedNodePorts,
  type OwnEndpointSlice,
  type PortProtocol,
  type Service,
  type ServicePort,
} from '../model/service.ts'
import { hasHostOutside, isShared, type Topology } from '../model/topology.ts'
import type { ServiceDraw } from './service-draw.ts'
import { type Member, memberLabel, portNames } from './service-pods.ts'

const portsPerService = 2

/** externalIPs, from the range for documentation: no machine has them. */
const externalRange = '192.0.2.0/24'

/**
 * The Service of a draw; the API server takes whatever this makes. In a cluster that is shared, addresses and NodePorts may
 * lie in other ranges, be somebody's or be refused by a policy: there it asks for none, and the cluster assigns them.
 */
export function makeService(
  topology: Topology,
  pods: readonly Pod[],
  { name, audience, draw: drawn }: Member,
  index: number,
): Service {
  const draw = isShared(topology) ? { ...drawn, asksForAddresses: false, externalIP: false } : drawn
  if (draw.kind === 'external-name') return { name, type: 'ExternalName', ports: [], externalName: draw.aliasOf }
  const members = pods.filter((pod) => audience.pods.includes(pod.name))
  const ports = portsOf(draw, members, index)
  const proxied = draw.kind !== 'headless'
  const external = proxied && draw.externalIP
  return {
    name,
    type: draw.kind === 'node-port' ? 'NodePort' : 'ClusterIP',
    ports,
    ...(draw.kind === 'headless' && { clusterIP: 'None' }),
    ...(proxied && draw.asksForAddresses && askedAddress(topology, index)),
    ...(draw.kind === 'selectorless'
      ? { endpointSlices: [ownSlice(ports, members, topology)] }
      : { selector: { [name]: memberLabel } }),
    ...(external && { externalIPs: [hostAddress(externalRange, 1 + (index % 250))] }),
    ...(proxied && affinityOf(draw)),
    ...((external || draw.kind === 'node-port') && { externalTrafficPolicy: draw.externalPolicy }),
    ...(proxied && draw.internalPolicy === 'Local' && { internalTrafficPolicy: draw.internalPolicy }),
    ...(draw.publishNotReady && { publishNotReadyAddresses: true }),
    ...(proxied && draw.distribution !== undefined && { trafficDistribution: draw.distribution }),
  }
}

/** Nothing once those that may be asked for are used up. */
function askedAddress({ serviceCIDR }: Topology, index: number): Pick<Service, 'clusterIP'> {
  const number = askedAddresses.first + index
  return number > askedAddresses.last ? {} : { clusterIP: hostAddress(serviceCIDR, number) }
}

function affinityOf({ affinitySeconds }: ServiceDraw): Pick<Service, 'sessionAffinity' | 'sessionAffinityConfig'> {
  if (affinitySeconds === undefined) return {}
  return { sessionAffinity: 'ClientIP', sessionAffinityConfig: { clientIP: { timeoutSeconds: affinitySeconds } } }
}

/** A number as target where all members listen on it, their port's name where the draw says so or they do not. */
function portsOf(draw: ServiceDraw, members: readonly Pod[], index: number): ServicePort[] {
  const listening = new Set(members.map(({ containers }) => containers[0]?.port))
  const [common] = listening.size === 1 ? listening : []
  const wanted: { protocol: PortProtocol; port: number }[] = {
    one: [{ protocol: draw.protocol, port: draw.port }],
    'tcp-and-udp': (['TCP', 'UDP'] as const).map((protocol) => ({ protocol, port: draw.port })),
    several: [
      { protocol: draw.protocol, port: draw.port },
      { protocol: draw.protocol, port: 9000 + (index % 3) },
    ],
  }[draw.ports]
  return wanted.map(({ protocol, port }, at): ServicePort => {
    const nodePort = askedNodePorts.first + portsPerService * index + at
    const asked = draw.kind === 'node-port' && draw.asksForAddresses && nodePort <= askedNodePorts.last
    return {
      ...(wanted.length > 1 && { name: `${protocol.toLowerCase()}-${port}` }),
      protocol,
      port,
      targetPort: common === undefined || draw.namedTarget ? portNames[protocol] : common,
      ...(asked && { nodePort }),
    }
  })
}

/**
 * Written by hand: the members that listen on the first one's port. Without members the host outside, which listens on
 * 8080 as many Pods do, or a Node's own server.
 */
function ownSlice(ports: readonly ServicePort[], members: readonly Pod[], topology: Topology): OwnEndpointSlice {
  const port = members[0]?.containers[0]?.port
  const listening = members.filter(({ containers }) => containers[0]?.port === port)
  const [node] = topology.nodes
  const useNode = node !== undefined && (ports.length > 1 || !hasHostOutside(topology))
  const instead = useNode ? nodePlace(node.name) : externalPlace
  const places = port === undefined ? [instead] : listening.map(({ name }) => podPlace(name))
  const target = port ?? (instead === externalPlace ? externalServerPort : nodeServerPort)
  return {
    ports: ports.map(({ name, protocol }) => ({ ...(name !== undefined && { name }), protocol, port: target })),
    endpoints: places.map((place) => ({
      target: place,
      conditions: { ready: true, serving: true, terminating: false },
    })),
  }
}
