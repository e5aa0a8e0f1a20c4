import type { Network } from '../../properties/model/networks/network.ts'
import { externalPlace } from '../../properties/model/place.ts'
import { externalHost, type HostPlaces } from '../agents/hosts.ts'
import { externalServers } from '../agents/servers.ts'
import { allNodePlaces } from '../kubernetes/places.ts'
import type { KindState } from './state.ts'

/** Every host of a cluster with what its agent enters and serves. */
export function allPlaces(network: Network, state: KindState): Map<string, HostPlaces> {
  const outside: HostPlaces = {
    places: [{ place: externalPlace, namespacePath: 'self' }],
    servers: externalServers(state.topology),
  }
  return new Map([[externalHost, outside], ...allNodePlaces(network, state)])
}
