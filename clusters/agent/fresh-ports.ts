import { randomInt } from 'node:crypto'
import type { PlaceId } from '../../properties/model/place.ts'

/** Linux's own range (ip_local_port_range); servers and NodePorts lie outside. */
const firstPort = 32_768
const portCount = 28_232

const last = new Map<PlaceId, number>()

/**
 * A source port that no UDP probe of this place had lately. The kernel draws ports at random, and connection tracking
 * remembers UDP flows for up to two minutes: a new probe with an old one's ports would go where that one went
 * (datapath 0.11). Here a port comes again after 28,232 probes.
 */
export function freshPort(place: PlaceId): number {
  const next = ((last.get(place) ?? randomInt(portCount)) + 1) % portCount
  last.set(place, next)
  return firstPort + next
}
