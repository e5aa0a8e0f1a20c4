import type { NodeRelation } from './coverage.ts'
import { type PlaceId, placeKind, placeName } from './place.ts'
import { hasPath, nodeNameOf, nodeOf, podOf, type World } from './world.ts'

/** What a place is in a pair. */
export type Role = 'pod' | 'host-pod' | 'node' | 'external'

/**
 * Pairs of places that the model treats alike: client, target and where the target lies, as in the first parts of a
 * coverage cell. `without-path`: Pods between which the network promises nothing.
 */
export type PairClass = `${Role}/${Role}/${NodeRelation | 'without-path'}`

const anywhere = ['same-node', 'other-node', 'other-segment'] as const
const everywhere = <Pair extends `${Role}/${Role}`>(pair: Pair) =>
  anywhere.map((relation): PairClass => `${pair}/${relation}`)

/** The classes properties name, by who calls whom. */
export const pairClasses = {
  podToItself: ['pod/pod/itself'],
  podToPod: everywhere('pod/pod'),
  podToLocalPod: ['pod/pod/same-node'],
  podToRemotePod: ['pod/pod/other-node', 'pod/pod/other-segment'],
  podToPodWithoutPath: ['pod/pod/without-path'],
  podToNode: everywhere('pod/node'),
  podToHostPod: everywhere('pod/host-pod'),
  podToExternal: ['pod/external/outside'],
  nodeToItself: ['node/node/itself'],
  nodeToNode: ['node/node/other-node', 'node/node/other-segment'],
  nodeToPod: everywhere('node/pod'),
  nodeToHostPod: everywhere('node/host-pod'),
  nodeToExternal: ['node/external/outside'],
  hostPodToPod: everywhere('host-pod/pod'),
  hostPodToNode: everywhere('host-pod/node'),
  externalToPod: ['external/pod/outside'],
  externalToNode: ['external/node/outside'],
} as const satisfies Record<string, readonly PairClass[]>

export function roleOf(world: World, place: PlaceId): Role {
  const kind = placeKind(place)
  return kind === 'pod' && podOf(world, placeName(place)).hostNetwork ? 'host-pod' : kind
}

export function pairClass(world: World, client: PlaceId, target: PlaceId): PairClass {
  const roles = `${roleOf(world, client)}/${roleOf(world, target)}` as const
  if (client === target) return `${roles}/itself`
  const [from, to] = [nodeNameOf(world, client), nodeNameOf(world, target)]
  if (from === undefined || to === undefined) return `${roles}/outside`
  if (from === to) return `${roles}/same-node`
  if (roles === 'pod/pod' && !hasPath(world, from, to)) return 'pod/pod/without-path'
  return `${roles}/${nodeOf(world, from).segment === nodeOf(world, to).segment ? 'other-node' : 'other-segment'}`
}
