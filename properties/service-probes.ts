import { nodePlace } from './model/place.ts'
import { type Probe, type Protocol, probeHeaderBytes, type TargetKind } from './model/probe.ts'
import { type ServicePort, servicePortKey } from './model/service.ts'
import type { ServedService } from './model/services/endpoint-slice.ts'
import type { Client } from './probes.ts'

export const protocolOf = ({ protocol }: Pick<ServicePort, 'protocol'>): 'tcp' | 'udp' =>
  protocol === 'TCP' ? 'tcp' : 'udp'

/** A call to a Service's port at its ClusterIP. `through`: the Node an off-cluster client's route leads to. */
export function toClusterIP(client: Client, { service }: ServedService, port: ServicePort, through?: string): Probe {
  const address = service.clusterIP ?? ''
  const meant = { service: servicePortKey(service, port) }
  return call(client, 'cluster-ip', address, port.port, protocolOf(port), { ...meant, ...placeOf(through) })
}

/** The same at one of its externalIPs. */
export function toExternalIP(
  client: Client,
  { service }: ServedService,
  port: ServicePort,
  address: string,
  through?: string,
): Probe {
  const meant = { service: servicePortKey(service, port) }
  return call(client, 'external-ip', address, port.port, protocolOf(port), { ...meant, ...placeOf(through) })
}

/** A call to a Service's NodePort at an address of a Node; 127.0.0.1 is that of the client's own. */
export function toNodePort(
  client: Client,
  { service }: ServedService,
  port: ServicePort,
  node: { name: string; address: string },
): Probe {
  const meant = { service: servicePortKey(service, port), ...placeOf(node.name) }
  return call(client, 'node-port', node.address, port.nodePort ?? 0, protocolOf(port), meant)
}

export function toHostPort(
  client: Client,
  hostPort: number,
  protocol: 'tcp' | 'udp',
  node: { name: string; address: string },
): Probe {
  return call(client, 'host-port', node.address, hostPort, protocol, placeOf(node.name))
}

/** To any address of the Service range, with any port, and an ICMP echo to it. */
export function toServiceRange(
  client: Client,
  address: string,
  port: number,
  protocol: Protocol,
  through?: string,
): Probe {
  return call(client, 'cluster-ip', address, protocol === 'icmp' ? 0 : port, protocol, placeOf(through))
}

const placeOf = (nodeName: string | undefined): Pick<Probe['target'], 'place'> =>
  nodeName === undefined ? {} : { place: nodePlace(nodeName) }

function call(
  client: Client,
  kind: TargetKind,
  address: string,
  port: number,
  protocol: Protocol,
  more: Pick<Probe['target'], 'place' | 'service'>,
): Probe {
  return {
    ...client,
    target: { kind, address, port, ...more },
    protocol,
    size: 'small',
    payloadBytes: probeHeaderBytes,
  }
}
