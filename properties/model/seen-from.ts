import { gatewayAddress, tunnelAddress } from './networks/network.ts'
import { placeKind, placeName } from './place.ts'
import type { ClientKind, Probe } from './probe.ts'
import { nodeOf, pathOf, podOf, type World } from './world.ts'

export function clientKind(world: World, probe: Probe): ClientKind {
  const kind = placeKind(probe.client)
  if (kind === 'external') return 'external'
  if (kind === 'node') return probe.bind === undefined ? 'node' : 'node-bound'
  return podOf(world, placeName(probe.client)).hostNetwork ? 'host-pod' : 'pod'
}

/** dev(x, d) of datapath 2: the address Node `x` shows towards Pods of Node `y`. */
export function egressAddress(world: World, x: string, y: string): string {
  const node = nodeOf(world, x)
  if (x === y) return gatewayAddress(world.network, node) ?? node.status.localPodSource ?? node.address
  return pathOf(world, x, y) === 'tunnel'
    ? (tunnelAddress(world.network, node, node.status) ?? node.address)
    : node.address
}
