import { type PlaceId, placeKind, placeName } from '../../properties/model/place.ts'
import type { Scenario } from '../../properties/model/scenario.ts'
import type { ServerSpec } from '../agent/protocol.ts'

/** Name of the host outside the cluster among the hosts that have an agent; the others are called as their Nodes. */
export const externalHost = 'external'

/** What one agent enters and serves. */
export interface HostPlaces {
  places: { place: PlaceId; namespacePath: string }[]
  servers: ServerSpec[]
}

/** The host whose agent works in a place; undefined for a Pod the scenario does not have. */
export function hostOf(scenario: Scenario, place: PlaceId): string | undefined {
  if (placeKind(place) !== 'pod') return placeName(place)
  return scenario.pods.find((pod) => pod.name === placeName(place))?.nodeName
}

/** The same for many places of one scenario. */
export function hostsIn(scenario: Scenario): (place: PlaceId) => string | undefined {
  const nodeNames = new Map(scenario.pods.map((pod) => [pod.name, pod.nodeName]))
  return (place) => (placeKind(place) === 'pod' ? nodeNames.get(placeName(place)) : placeName(place))
}
