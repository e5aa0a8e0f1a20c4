import type { Network } from '../../properties/model/networks/network.ts'
import { nodePlace, podPlace } from '../../properties/model/place.ts'
import type { Pod } from '../../properties/model/scenario.ts'
import type { HostPlaces } from '../agents/hosts.ts'
import { nodeServers, podServers } from '../agents/servers.ts'
import { type KubernetesState, statusOf } from './state.ts'

/** Everything the agent of a Node enters and serves. `pods`: the Pods to take, by default all of the Node's. */
export function nodePlaces(
  network: Network,
  state: KubernetesState,
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

/** Every Node of a cluster with what its agent enters and serves. */
export function allNodePlaces(network: Network, state: KubernetesState): Map<string, HostPlaces> {
  return new Map(state.topology.nodes.map(({ name }) => [name, nodePlaces(network, state, name)]))
}
