import type { Probe } from '../probe.ts'
import type { Container } from '../scenario.ts'
import { isProxied, type PortProtocol, type ServicePort } from '../service.ts'
import type { PlacedPod, World } from '../world.ts'
import type { ServedService } from './endpoint-slice.ts'
import { isLocalAddress } from './node-addresses.ts'
import { opensNodePorts, type ServiceProxy } from './proxy.ts'

/** What takes a packet on the Node whose rules see it. */
export type Capture =
  | { kind: 'cluster-ip' | 'external-ip' | 'node-port'; served: ServedService; port: ServicePort }
  | { kind: 'host-port'; pod: PlacedPod; container: Container }

/** Undefined where no rule takes it. The proxy's chains come first, so that a NodePort wins over a hostPort (datapath 2.3). */
export function captureOf(world: World, proxy: ServiceProxy, probe: Probe, entry: string): Capture | undefined {
  const { address, port } = probe.target
  const protocol = probe.protocol.toUpperCase() as PortProtocol
  for (const served of world.services.filter(({ service }) => isProxied(service))) {
    const { service } = served
    const taken = service.ports.find((one) => one.port === port && one.protocol === protocol)
    if (taken !== undefined && service.clusterIP === address) return { kind: 'cluster-ip', served, port: taken }
    if (taken !== undefined && service.externalIPs?.includes(address))
      return { kind: 'external-ip', served, port: taken }
  }
  if (!isLocalAddress(world, entry, address)) return undefined
  if (opensNodePorts(proxy, world.nodes.get(entry)?.address ?? '', address)) {
    const nodePort = nodePortOwner(world, port, protocol)
    if (nodePort !== undefined) return nodePort
  }
  return hostPortOwner(world, entry, port, protocol)
}

/** The Service port that has this NodePort, whether it is open on a given address or not. */
export function nodePortOwner(
  world: World,
  nodePort: number,
  protocol: PortProtocol,
): Exclude<Capture, { kind: 'host-port' }> | undefined {
  for (const served of world.services.filter(({ service }) => isProxied(service))) {
    const port = served.service.ports.find((one) => one.nodePort === nodePort && one.protocol === protocol)
    if (port !== undefined) return { kind: 'node-port', served, port }
  }
  return undefined
}

function hostPortOwner(world: World, entry: string, hostPort: number, protocol: PortProtocol): Capture | undefined {
  for (const pod of world.networkPods.filter(({ nodeName }) => nodeName === entry)) {
    const container = pod.containers.find(({ ports }) =>
      ports?.some((one) => one.hostPort === hostPort && one.protocol === protocol),
    )
    if (container !== undefined) return { kind: 'host-port', pod, container }
  }
  return undefined
}
