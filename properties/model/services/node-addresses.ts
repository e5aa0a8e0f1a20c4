import { gatewayAddress, tunnelAddress } from '../networks/network.ts'
import { nodeOf, type World } from '../world.ts'
import { isLoopback } from './proxy.ts'

/** The addresses a Node answers to: InternalIP first, then its bridge's and its tunnel device's where it has them. Without 127.0.0.1. */
export function nodeAddresses(world: World, nodeName: string): string[] {
  const node = nodeOf(world, nodeName)
  const others = [gatewayAddress(world.network, node), tunnelAddress(world.network, node, node.status)]
  return [node.address, ...others.filter((address) => address !== undefined)]
}

/** `addrtype LOCAL` on that Node. */
export function isLocalAddress(world: World, nodeName: string, address: string): boolean {
  return isLoopback(address) || nodeAddresses(world, nodeName).includes(address)
}

/** The Node that has an address; undefined for addresses of Pods and of nobody. 127.0.0.1 is everybody's: undefined as well. */
export function nodeWithAddress(world: World, address: string): string | undefined {
  return world.topology.nodes.find(({ name }) => nodeAddresses(world, name).includes(address))?.name
}

/** A(x): the first global address in device order, which a masquerade on lo picks (datapath 2). */
export function firstGlobalAddress(world: World, nodeName: string): string {
  const node = nodeOf(world, nodeName)
  return node.status.localPodSource ?? node.address
}
