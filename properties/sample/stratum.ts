import { type Network, pathOfNodes } from '../model/networks/network.ts'
import type { PairClass, Role } from '../model/pair-class.ts'
import type { PlacesByRole, PlacesOfNode } from './places-by-node.ts'

/** All pairs of one class, without listing them. */
export interface Stratum {
  pairClass: PairClass
  relation: string
  /** Nodes with clients, each with Nodes whose places they call: one list for all clients that share it. */
  clients: { from: PlacesOfNode; to: readonly PlacesOfNode[] }[]
  /** Number of pairs. */
  size: number
}

/** The pairs of a class; its size is 0 where there are none. */
export function stratumOf(network: Network, byRole: PlacesByRole, pairClass: PairClass): Stratum {
  const [clientRole, targetRole, relation] = pairClass.split('/') as [Role, Role, string]
  // The host outside has routes to the Pods of its own segment.
  const targets =
    pairClass === 'external/pod/outside'
      ? byRole[targetRole].filter(({ node }) => node?.segment === 0)
      : byRole[targetRole]
  const partners = partnersIn(network, targets, relation, targetRole === 'pod')
  const clients = byRole[clientRole]
    .map((from) => ({ from, ...partners(from) }))
    .map(({ from, to, places }) => ({ from, to, size: from.places.length * places - ownPairs(from, to, relation) }))
    .filter(({ size }) => size > 0)
  return { pairClass, relation, clients, size: clients.reduce((sum, { size }) => sum + size, 0) }
}

interface Partners {
  to: readonly PlacesOfNode[]
  /** Places of all of them. */
  places: number
}

/** For a client's Node the targets in this relation. `promised`: only where the network promises a way. */
function partnersIn(
  network: Network,
  targets: readonly PlacesOfNode[],
  relation: string,
  promised: boolean,
): (from: PlacesOfNode) => Partners {
  const byNode = new Map(targets.map((target) => [target.node, partnersOf([target])]))
  const bySegment = new Map<number, Partners>()
  if (relation === 'outside') return () => partnersOf(targets)
  if (relation === 'itself' || relation === 'same-node') return ({ node }) => byNode.get(node) ?? nobody
  return ({ node }) => {
    if (node === undefined) return nobody
    const known = bySegment.get(node.segment)
    if (known !== undefined) return known
    const found = partnersOf(
      targets.filter((target) => {
        if (target.node === undefined) return false
        const near = target.node.segment === node.segment
        if (relation === 'other-node' || near) return relation === 'other-node' && near
        const hasPath = pathOfNodes(network, node, target.node) !== 'none'
        return relation === 'without-path' ? !hasPath : hasPath || !promised
      }),
    )
    bySegment.set(node.segment, found)
    return found
  }
}

const nobody: Partners = { to: [], places: 0 }

const partnersOf = (to: readonly PlacesOfNode[]): Partners => ({
  to,
  places: to.reduce((sum, { places }) => sum + places.length, 0),
})

/** Pairs with partners of the own Node that are none of this relation. */
function ownPairs(from: PlacesOfNode, to: readonly PlacesOfNode[], relation: string): number {
  if (relation === 'outside') return 0
  const own = relation === 'other-node' ? to.find(({ node }) => node === from.node) : to[0]
  if (own === undefined || own.node !== from.node) return 0
  return from.places.length * own.places.length - pairsOf(from, own, relation)
}

/** Number of pairs of the places of one Node and those of another. */
export function pairsOf(from: PlacesOfNode, to: PlacesOfNode, relation: string): number {
  if (relation === 'itself') return from.places.length
  if (relation === 'other-node' && from.node === to.node) return 0
  return from.places.length * (from === to ? to.places.length - 1 : to.places.length)
}
