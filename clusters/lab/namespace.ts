import { externalPlace, type PlaceId, placeKind, placeName } from '../../properties/model/place.ts'
import type { Pod } from '../../properties/model/scenario.ts'
import { externalHost } from '../agents/hosts.ts'

/** Network namespaces of a lab cluster, by their names below /run/netns of the holder. */
export const underlayNamespace = 'underlay'
export const routerNamespace = 'router'
export const externalNamespace = externalHost

/** A Pod's own namespace. The prefix keeps a Pod called node1 apart from the Node. */
export function podNamespace(podName: string): string {
  return `pod-${podName}`
}

export function namespacePath(namespace: string): string {
  return `/run/netns/${namespace}`
}

/**
 * The namespace a place lives in: a host-network Pod lives in its Node's.
 * Throws Error for a Pod that is none of these.
 */
export function namespaceOf(pods: readonly Pod[], place: PlaceId): string {
  if (place === externalPlace) return externalNamespace
  const name = placeName(place)
  if (placeKind(place) === 'node') return name
  const pod = pods.find((pod) => pod.name === name)
  if (pod === undefined) throw new Error(`no Pod ${name} runs in this cluster`)
  return pod.hostNetwork ? pod.nodeName : podNamespace(name)
}
