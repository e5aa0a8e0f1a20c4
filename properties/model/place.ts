/**
 * Where a socket lives, written as kubectl writes objects: `pod/NAME`, `node/NAME`, and `external`
 * for the one host outside the cluster.
 */
export type PlaceId = `pod/${string}` | `node/${string}` | 'external'

export type PlaceKind = 'pod' | 'node' | 'external'

export const podPlace = (name: string): PlaceId => `pod/${name}`
export const nodePlace = (name: string): PlaceId => `node/${name}`
export const externalPlace: PlaceId = 'external'

export function placeKind(place: PlaceId): PlaceKind {
  return place.slice(0, place.indexOf('/') === -1 ? undefined : place.indexOf('/')) as PlaceKind
}

/** The object's own name: `node1` of `node/node1`; `external` of `external`. */
export function placeName(place: PlaceId): string {
  return place.slice(place.indexOf('/') + 1)
}
