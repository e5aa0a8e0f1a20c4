import type { PlaceId } from './place.ts'

/** Some of the pairs of places of a cluster, by client: the targets each may be asked to reach. Absent: none. */
export type PairSample = ReadonlyMap<PlaceId, readonly PlaceId[]>
