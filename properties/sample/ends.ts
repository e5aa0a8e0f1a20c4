import { type PlaceId, placeKind, placeName } from '../model/place.ts'
import type { Scenario } from '../model/scenario.ts'
import type { PlacePair } from './pairs-in-turn.ts'

/** What the two ends of a pair show of a cluster. */
export interface Ends {
  /** `from node1`, `to node2`. A Node with Pods of the Pod network is shown by one of those, another one by any place. */
  nodes(pair: PlacePair): string[]
  /** `from pod/a`, `to pod/b`. */
  pods(pair: PlacePair): string[]
}

export function endsIn(scenario: Scenario): Ends {
  const pods = new Map(scenario.pods.map((pod) => [pod.name, pod]))
  const withPods = new Set(scenario.pods.flatMap((pod) => (pod.hostNetwork ? [] : [pod.nodeName])))
  const nodeShownBy = (place: PlaceId): string | undefined => {
    const pod = placeKind(place) === 'pod' ? pods.get(placeName(place)) : undefined
    if (pod !== undefined && !pod.hostNetwork) return pod.nodeName
    const name = pod?.nodeName ?? (placeKind(place) === 'node' ? placeName(place) : undefined)
    return name === undefined || withPods.has(name) ? undefined : name
  }
  const both = ({ client, target }: PlacePair, name: (place: PlaceId) => string | undefined): string[] => {
    const [from, to] = [name(client), name(target)]
    return [...(from === undefined ? [] : [`from ${from}`]), ...(to === undefined ? [] : [`to ${to}`])]
  }
  return {
    nodes: (pair) => both(pair, nodeShownBy),
    pods: (pair) => both(pair, (place) => (placeKind(place) === 'pod' ? place : undefined)),
  }
}
