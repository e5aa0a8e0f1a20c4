import { gatewayAddress, type Network, tunnelAddress } from '../../properties/model/networks/network.ts'
import { externalPlace, nodePlace, podPlace } from '../../properties/model/place.ts'
import { externalServerPort, loopbackOnlyPort, nodeServerPort, type Pod } from '../../properties/model/scenario.ts'
import type { ClusterStatus } from '../../properties/model/status.ts'
import { nodeSpec, type Topology } from '../../properties/model/topology.ts'
import type { ServerSpec } from '../agent/protocol.ts'

const wildcard = '0.0.0.0'
const loopback = '127.0.0.1'

/**
 * One TCP server for every address and a UDP server for each: a UDP one for all would answer from another address
 * (datapath 0.5).
 */
function everywhere(
  server: Pick<ServerSpec, 'place' | 'identity' | 'port'>,
  addresses: readonly string[],
): ServerSpec[] {
  return [
    { ...server, protocol: 'tcp', address: wildcard },
    ...addresses.map((address): ServerSpec => ({ ...server, protocol: 'udp', address })),
  ]
}

function both(server: Pick<ServerSpec, 'place' | 'identity' | 'port'>, address: string): ServerSpec[] {
  return [
    { ...server, protocol: 'tcp', address },
    { ...server, protocol: 'udp', address },
  ]
}

/** Servers of a Pod at its address: one per container, and one that is only for the Pod itself. */
export function podServers(pod: Pod, address: string): ServerSpec[] {
  const place = podPlace(pod.name)
  const containers = pod.containers.map(({ name, port }) => ({ place, identity: `pod/${pod.name}/${name}`, port }))
  // A host-network Pod shares its Node's loopback, where several Pods would want the same port.
  if (pod.hostNetwork) return containers.flatMap((container) => both(container, address))
  return [
    ...containers.flatMap((container) => everywhere(container, [address, loopback])),
    ...both({ place, identity: `pod/${pod.name}/loopback`, port: loopbackOnlyPort }, loopback),
  ]
}

/** The Node's own servers, on every address it has now. */
export function nodeServers(
  network: Network,
  topology: Topology,
  status: ClusterStatus,
  name: string,
  hasBridge: boolean,
): ServerSpec[] {
  const node = nodeSpec(topology, name)
  const nodeStatus = status.nodes.find((status) => status.name === name)
  const addresses = [
    node.address,
    hasBridge ? gatewayAddress(network, node) : undefined,
    nodeStatus === undefined ? undefined : tunnelAddress(network, node, nodeStatus),
  ].filter((address) => address !== undefined)
  return everywhere({ place: nodePlace(name), identity: nodePlace(name), port: nodeServerPort }, addresses)
}

export function externalServers({ externalAddress, externalDetourAddress }: Topology): ServerSpec[] {
  const server = { place: externalPlace, identity: externalPlace, port: externalServerPort }
  return everywhere(server, [externalAddress, externalDetourAddress])
}
