import type { Network } from '../../properties/model/networks/network.ts'
import { externalPlace, nodePlace, podPlace } from '../../properties/model/place.ts'
import type { Pod } from '../../properties/model/scenario.ts'
import { nodeSpec } from '../../properties/model/topology.ts'
import type { ServerSpec } from '../agent/protocol.ts'
import type { HostPlaces } from '../agents/hosts.ts'
import { externalServers, nodeServers, podServers } from '../agents/servers.ts'
import { clusterDns, dnsServers } from './dns/servers.ts'
import { zoneOf } from './dns/zone.ts'
import { externalNamespace, namespaceOf, namespacePath } from './namespace.ts'
import { allPods, type LabState, statusOf } from './state.ts'

/** Everything the agent of a Node enters and serves. `pods`: the Pods to take, by default all of the Node's. */
export function nodePlaces(
  network: Network,
  state: LabState,
  node: string,
  pods: readonly Pod[] = allPods(state).filter((pod) => pod.nodeName === node),
): HostPlaces {
  const place = nodePlace(node)
  const hasBridge = state.nodesWithPods.includes(node)
  return {
    places: [
      { place, namespacePath: namespacePath(node) },
      ...pods.map(({ name }) => ({
        place: podPlace(name),
        namespacePath: namespacePath(namespaceOf(pods, podPlace(name))),
      })),
    ],
    servers: [
      ...nodeServers(network, state.topology, statusOf(network, state), node, hasBridge),
      ...pods.filter((pod) => !state.ownPods.includes(pod)).flatMap((pod) => podServers(pod, addressOf(state, pod))),
      ...ownServers(state, node),
    ],
  }
}

/** DNS servers are listed whatever Pods are new: their zone changes with every scenario. */
function ownServers(state: LabState, node: string): ServerSpec[] {
  const own = state.ownPods.filter(({ nodeName }) => nodeName === node)
  if (own.length === 0) return []
  const zone = zoneOf(state.services, clusterDns(state.topology, state.scenario))
  return own.flatMap((pod) => dnsServers(pod, addressOf(state, pod), zone))
}

export function externalPlaces({ topology }: LabState): HostPlaces {
  return {
    places: [{ place: externalPlace, namespacePath: namespacePath(externalNamespace) }],
    servers: externalServers(topology),
  }
}

/** Every host of a cluster with what its agent enters and serves. */
export function allPlaces(network: Network, state: LabState): Map<string, HostPlaces> {
  return new Map([
    [externalNamespace, externalPlaces(state)],
    ...state.topology.nodes.map(({ name }) => [name, nodePlaces(network, state, name)] as const),
  ])
}

function addressOf(state: LabState, { name, nodeName, hostNetwork }: Pod): string {
  return hostNetwork ? nodeSpec(state.topology, nodeName).address : (state.podAddresses[name] as string)
}
