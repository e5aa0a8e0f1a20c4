import { pairClass } from './model/pair-class.ts'
import { nodePlace, type PlaceId, podPlace } from './model/place.ts'
import type { NodeSpec } from './model/topology.ts'
import { hasPath, nodeOf, type PlacedPod, type World } from './model/world.ts'

// The one place where pairs are enumerated: all of them, or those of the world's sample where it has one. What is built
// on these functions never grows with the square of a sampled cluster.

/** Who may be one end of a pair. */
export type Somebody = PlacedPod | NodeSpec | 'external'
export type Pair<A, B = A> = [client: A, target: B]

export function placeOf(somebody: Somebody): PlaceId {
  if (somebody === 'external') return somebody
  return 'nodeName' in somebody ? podPlace(somebody.name) : nodePlace(somebody.name)
}

/** Every pair of one of the clients and one of the targets that may be probed, by client. */
export function pairsBetween<A extends Somebody, B extends Somebody>(
  world: World,
  clients: readonly A[],
  targets: readonly B[],
): Pair<A, B>[] {
  const { sample } = world
  if (sample === undefined) return clients.flatMap((client) => targets.map((target): Pair<A, B> => [client, target]))
  const byPlace = new Map(targets.map((target) => [placeOf(target), target]))
  return clients.flatMap((client) =>
    (sample.get(placeOf(client)) ?? []).flatMap((place): Pair<A, B>[] => {
      const target = byPlace.get(place)
      return target === undefined ? [] : [[client, target]]
    }),
  )
}

/** Those who may be asked to call themselves. */
export function selves<A extends Somebody>({ sample }: World, all: readonly A[]): A[] {
  return all.filter((one) => sample === undefined || sample.get(placeOf(one))?.includes(placeOf(one)))
}

/** Every pair of two Pods of the Pod network, whether or not the network promises a way. */
export function podPairs(world: World): Pair<PlacedPod>[] {
  return pairsBetween(world, world.networkPods, world.networkPods).filter(([a, b]) => a !== b)
}

/** Those between which the network promises a way. */
export function reachablePodPairs(world: World): Pair<PlacedPod>[] {
  return podPairs(world).filter(([a, b]) => hasPath(world, a.nodeName, b.nodeName))
}

/** The first pairs that show each of their keys `most` times: what is left out shows nothing new. */
export function spread<P>(pairs: readonly P[], keysOf: (pair: P) => readonly string[], most = 1): P[] {
  const shown = new Map<string, number>()
  return pairs.filter((pair) => {
    const keys = keysOf(pair)
    if (keys.every((key) => (shown.get(key) ?? 0) >= most)) return false
    for (const key of keys) shown.set(key, (shown.get(key) ?? 0) + 1)
    return true
  })
}

/** For each Pod as client a pair with one other Pod: the one that `choose` prefers, or those of the sample. */
export function oneOtherEach(
  world: World,
  choose: (pod: PlacedPod, index: number) => PlacedPod | undefined,
): Pair<PlacedPod>[] {
  if (world.sample !== undefined)
    return spread(reachablePodPairs(world), ([a, b]) => [a.name, pairClass(world, podPlace(a.name), podPlace(b.name))])
  return world.networkPods.flatMap((pod, index): Pair<PlacedPod>[] => {
    const other = choose(pod, index)
    return other === undefined || other === pod || !hasPath(world, pod.nodeName, other.nodeName) ? [] : [[pod, other]]
  })
}

/** Two Nodes and ordered pairs of their Pods. */
export interface NodePair {
  from: string
  to: string
  pairs: Pair<PlacedPod>[]
}

/** Of a sampled cluster's pairs of Nodes, those that leave and reach each Node, for each distance. */
const sampledNodePairs = 2

/**
 * For each ordered pair of Nodes that both have Pods, the Node itself included where it has two: all pairs of their Pods.
 * What is probed once for each pair of Nodes takes many probes, so that of a sample only some pairs of Nodes are kept:
 * every Node is still left and reached.
 */
export function podPairsByNodes(world: World): NodePair[] {
  const groups = new Map<string, NodePair>()
  for (const [a, b] of podPairs(world)) {
    const key = `${a.nodeName} ${b.nodeName}`
    const group = groups.get(key) ?? { from: a.nodeName, to: b.nodeName, pairs: [] }
    group.pairs.push([a, b])
    groups.set(key, group)
  }
  const all = [...groups.values()]
  if (world.sample === undefined) return all
  const distance = ({ from, to }: NodePair) =>
    from === to ? 'same' : nodeOf(world, from).segment === nodeOf(world, to).segment ? 'near' : 'far'
  const ends = (pair: NodePair) => [`${distance(pair)} from ${pair.from}`, `${distance(pair)} to ${pair.to}`]
  return spread(all, ends, sampledNodePairs)
}

/** Those between which the network promises a way. */
export function reachableNodePairs(world: World): NodePair[] {
  return podPairsByNodes(world).filter(({ from, to }) => hasPath(world, from, to))
}
