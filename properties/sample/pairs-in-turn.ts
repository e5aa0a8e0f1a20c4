import type { PlaceId } from '../model/place.ts'
import type { PlacesOfNode } from './places-by-node.ts'
import { pairsOf, type Stratum } from './stratum.ts'

export interface PlacePair {
  client: PlaceId
  target: PlaceId
}

/**
 * Each pair of a stratum once. However early one stops, the pairs so far are spread evenly: each Node's clients have had
 * their turn, then again towards the next Node, and each turn is another Pod's.
 */
export function* pairsInTurn({ clients, relation, size }: Stratum): Generator<PlacePair> {
  const rounds = Math.max(...clients.map(({ to }) => to.length))
  let left = size
  for (let nth = 0; left > 0; nth += 1) {
    for (let round = 0; round < rounds; round += 1) {
      for (const [position, { from, to }] of clients.entries()) {
        if (round >= to.length) continue
        const partner = to[(position + round) % to.length]
        if (partner === undefined || nth >= pairsOf(from, partner, relation)) continue
        left -= 1
        yield nthPair(from, partner, relation, nth, round)
      }
    }
  }
}

/** The n-th pair of two Nodes' places; every pair has its number, and so it has when the count of both is shifted. */
function nthPair(from: PlacesOfNode, to: PlacesOfNode, relation: string, nth: number, shift: number): PlacePair {
  const [clients, targets] = [from.places, to.places]
  const client = (nth + shift) % clients.length
  const target =
    relation === 'itself'
      ? client
      : from === to
        ? client + 1 + Math.floor(nth / clients.length)
        : nth + shift + Math.floor(nth / leastCommonMultiple(clients.length, targets.length))
  return { client: clients[client] as PlaceId, target: targets[target % targets.length] as PlaceId }
}

function leastCommonMultiple(a: number, b: number): number {
  let [larger, smaller] = [a, b]
  while (smaller > 0) [larger, smaller] = [smaller, larger % smaller]
  return (a * b) / larger
}
