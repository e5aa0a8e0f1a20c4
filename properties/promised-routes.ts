import { hostRange } from './model/address.ts'
import { gatewayAddress, hasOneRoute, tunnelAddress } from './model/networks/network.ts'
import type { RuleId } from './model/rules.ts'
import { uplinkDevice } from './model/topology.ts'
import { hasPath, nodeOf, pathOf, type World } from './model/world.ts'

/** A route a Node must have. Undefined fields but `gateway` are left open by the network. */
export interface PromisedRoute {
  rule: RuleId
  destination: string
  type: 'unicast' | 'blackhole'
  gateway: string | undefined
  device?: string
  devicePrefix?: string
  protocol?: string
  source?: string
  onlink?: boolean
}

/** Routes of a Node into the Pod range: towards every peer's ranges and to its own Pods. */
export function promisedRoutes(world: World, name: string): PromisedRoute[] {
  if (hasOneRoute(world.network)) return [routeToAllPeers(world), ...routesToOwnPods(world, name)]
  const peers = world.topology.nodes.filter((node) => node.name !== name && hasPath(world, name, node.name))
  return [...peers.flatMap((peer) => routesToPeer(world, name, peer.name)), ...routesToOwnPods(world, name)]
}

function routeToAllPeers({ network, topology }: World): PromisedRoute {
  const { tunnel, routeProtocols } = network
  return {
    rule: 'route-to-peer',
    destination: topology.podCIDR,
    type: 'unicast',
    gateway: undefined,
    ...(tunnel && { device: tunnel.device }),
    ...(routeProtocols.tunnel && { protocol: routeProtocols.tunnel }),
  }
}

function routesToPeer(world: World, name: string, peerName: string): PromisedRoute[] {
  const { network } = world
  const peer = nodeOf(world, peerName)
  const { tunnel, routeProtocols } = network
  return peer.status.podRanges.map((destination) => {
    const route = { rule: 'route-to-peer' as const, destination, type: 'unicast' as const }
    if (pathOf(world, name, peerName) === 'direct' || tunnel === undefined)
      return {
        ...route,
        gateway: peer.address,
        device: uplinkDevice(nodeOf(world, name)),
        ...(routeProtocols.direct && { protocol: routeProtocols.direct }),
      }
    // VXLAN routes name the peer's tunnel address, IP-in-IP ones the peer itself (datapath 1.1, 1.3).
    const gateway = tunnel.encapsulation === 'vxlan' ? tunnelAddress(network, peer, peer.status) : peer.address
    return {
      ...route,
      gateway,
      device: tunnel.device,
      onlink: true,
      ...(routeProtocols.tunnel && { protocol: routeProtocols.tunnel }),
    }
  })
}

function routesToOwnPods(world: World, name: string): PromisedRoute[] {
  const node = nodeOf(world, name)
  const pods = world.networkPods.filter((pod) => pod.nodeName === name)
  const rule = 'route-to-own-pods' as const
  const gateway = gatewayAddress(world.network, node)
  if (gateway !== undefined) {
    // The bridge comes with a Node's first Pod (datapath 7) and stays.
    if (pods.length === 0) return []
    return [
      {
        rule,
        destination: node.podCIDR,
        type: 'unicast',
        gateway: undefined,
        device: 'cni0',
        protocol: 'kernel',
        source: gateway,
      },
    ]
  }
  const { ownBlock } = world.network.routeProtocols
  return [
    // Pods that the cluster runs for itself have routes as well.
    ...[...pods.map((pod) => pod.ip), ...(node.status.otherPods ?? [])].map((ip) => ({
      rule,
      destination: hostRange(ip),
      type: 'unicast' as const,
      gateway: undefined,
      devicePrefix: 'cali',
    })),
    ...node.status.podRanges.map((destination) => ({
      rule,
      destination,
      type: 'blackhole' as const,
      gateway: undefined,
      ...(ownBlock && { protocol: ownBlock }),
    })),
  ]
}
