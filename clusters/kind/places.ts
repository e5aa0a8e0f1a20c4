import type { Network } from '../../properties/model/networks/network.ts'
import { externalPlace, nodePlace, podPlace } from '../../properties/model/place.ts'
import type { Pod } from '../../properties/model/scenario.ts'
import { externalHost, type HostPlaces } from '../agents/hosts.ts'
import { externalServers, nodeServers, podServers } from '../agents/servers.ts'
import { type KindState, statusOf } from './state.ts'

/** Everything the agent of a Node enters and serves. `pods`: the Pods to take, by default all of the Node's. */
export function nodePlaces(
  network: Network,
  state: KindState,
  node: string,
  pods: readonly Pod[] = state.scenario.pods.filter((pod) => pod.nodeName === node),
): HostPlaces {
  const hasBridge = state.nodesWithPods.includes(node)
  return {
    places: [
      { place: nodePlace(node), namespacePath: 'self' },
      ...pods.flatMap(({ name }) => {
        const pid = state.running[name]?.sandboxPid
        return pid === undefined ? [] : [{ place: podPlace(name), namespacePath: `/proc/${pid}/ns/net` }]
      }),
    ],
    servers: [
      ...nodeServers(network, state.topology, statusOf(state), node, hasBridge),
      ...pods.flatMap((pod) => {
        const address = state.running[pod.name]?.ips[0]
        return address === undefined ? [] : podServers(pod, address)
      }),
    ],
  }
}

/** Every host of a cluster with what its agent enters and serves. */
export function allPlaces(network: Network, state: KindState): Map<string, HostPlaces> {
  const outside: HostPlaces = {
    places: [{ place: externalPlace, namespacePath: 'self' }],
    servers: externalServers(state.topology),
  }
  return new Map([
    [externalHost, outside],
    ...state.topology.nodes.map(({ name }) => [name, nodePlaces(network, state, name)] as const),
  ])
}
