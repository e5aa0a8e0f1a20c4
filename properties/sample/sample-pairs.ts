import type { Network } from '../model/networks/network.ts'
import type { PairClass } from '../model/pair-class.ts'
import type { PairSample } from '../model/pair-sample.ts'
import type { PlaceId } from '../model/place.ts'
import type { Scenario } from '../model/scenario.ts'
import type { Topology } from '../model/topology.ts'
import { endsIn } from './ends.ts'
import { type PlacePair, pairsInTurn } from './pairs-in-turn.ts'
import { type PlacesOfNode, placesByRole } from './places-by-node.ts'
import { randomNumbers } from './random.ts'
import { pairsOf, type Stratum, stratumOf } from './stratum.ts'

/** What may be sampled. */
export interface Population {
  network: Network
  topology: Topology
  scenario: Scenario
  /** Between which places the properties of the run probe; a class may be named several times. */
  classes: readonly PairClass[]
}

/** A sample, and what there was to sample. */
export interface Sampled {
  sample: PairSample
  /** The smallest budget that hits every class and every Node from both sides. */
  least: number
  possible: {
    pairs: number
    classes: ReadonlySet<string>
    /** `from node1`, `to node1`: Nodes as clients and as targets. */
    nodes: ReadonlySet<string>
    /** The same for Pods, by place. */
    pods: ReadonlySet<string>
  }
}

/**
 * At most `budget` pairs of places: first one of every class, then what hits every Node as client and as target, then
 * every Pod, then from every class in turn. The same seed draws the same sample. Never lists the pairs it leaves out.
 */
export function samplePairs(population: Population, budget: number, seed: number): Sampled {
  const { network, topology, scenario, classes } = population
  const byRole = placesByRole(topology, scenario, randomNumbers(seed))
  const strata = [...new Set(classes)]
    .map((pairClass) => stratumOf(network, byRole, pairClass))
    .filter(({ size }) => size > 0)
    .toSorted((a, b) => Number(isBetweenNodes(b)) - Number(isBetweenNodes(a)))
  const ends = endsIn(scenario)
  const nodes = possibleEnds(strata, ends.nodes)
  const pods = possibleEnds(strata, ends.pods)
  const draft = new Draft()
  for (const stratum of strata) draft.add(firstPair(stratum))
  const patience = topology.nodes.length + scenario.pods.length
  draft.cover(strata, nodes, ends.nodes, patience, Number.POSITIVE_INFINITY)
  const least = draft.pairs.length
  draft.cover(strata, pods, ends.pods, patience, budget)
  draft.fill(strata, budget)
  return {
    sample: byClient(draft.pairs.slice(0, budget)),
    least,
    possible: {
      pairs: strata.reduce((sum, { size }) => sum + size, 0),
      classes: new Set(strata.map(({ pairClass }) => pairClass)),
      nodes,
      pods,
    },
  }
}

/** Traffic between Pods of different Nodes is what a Pod network is for: it covers Nodes and Pods first. */
const isBetweenNodes = ({ pairClass }: Stratum): boolean => /^pod\/pod\/other/.test(pairClass)

function firstPair(stratum: Stratum): PlacePair {
  for (const pair of pairsInTurn(stratum)) return pair
  throw new Error(`${stratum.pairClass} has no pair`)
}

/** What pairs of these strata can show, from each Node's places once. */
function possibleEnds(strata: readonly Stratum[], endsOf: (pair: PlacePair) => string[]): Set<string> {
  const found = new Set<string>()
  const note = ({ places }: PlacesOfNode, side: 'from' | 'to') => {
    for (const place of places)
      for (const end of endsOf({ client: place, target: place })) if (end.startsWith(side)) found.add(end)
  }
  for (const { clients, relation } of strata) {
    for (const { from } of clients) note(from, 'from')
    for (const to of new Set(clients.map((client) => client.to)))
      for (const group of to) if (clients.some(({ from }) => pairsOf(from, group, relation) > 0)) note(group, 'to')
  }
  return found
}

function byClient(pairs: readonly PlacePair[]): PairSample {
  const sample = new Map<PlaceId, PlaceId[]>()
  for (const { client, target } of pairs) {
    const targets = sample.get(client)
    if (targets === undefined) sample.set(client, [target])
    else targets.push(target)
  }
  return sample
}

/** A sample that grows. */
class Draft {
  readonly pairs: PlacePair[] = []
  readonly #taken = new Set<string>()

  /** false: it is in the sample already. */
  add(pair: PlacePair): boolean {
    const key = `${pair.client} ${pair.target}`
    if (this.#taken.has(key)) return false
    this.#taken.add(key)
    this.pairs.push(pair)
    return true
  }

  /** Adds pairs that show ends not shown so far; leaves a stratum after `patience` pairs that do not. */
  cover(
    strata: readonly Stratum[],
    ends: ReadonlySet<string>,
    endsOf: (pair: PlacePair) => string[],
    patience: number,
    budget: number,
  ): void {
    const missing = new Set(ends)
    for (const pair of this.pairs) for (const end of endsOf(pair)) missing.delete(end)
    for (const stratum of strata) {
      let useless = 0
      for (const pair of pairsInTurn(stratum)) {
        if (missing.size === 0 || useless > patience || this.pairs.length >= budget) break
        const shown = endsOf(pair).filter((end) => missing.delete(end))
        useless = shown.length === 0 ? useless + 1 : 0
        if (shown.length > 0) this.add(pair)
      }
    }
  }

  /** Adds pairs of every stratum in turn until the budget is spent or there are no more. */
  fill(strata: readonly Stratum[], budget: number): void {
    let open = strata.map(pairsInTurn)
    while (open.length > 0 && this.pairs.length < budget)
      open = open.filter((pairs) => this.pairs.length >= budget || this.#addNext(pairs))
  }

  #addNext(pairs: Generator<PlacePair>): boolean {
    for (let next = pairs.next(); !next.done; next = pairs.next()) if (this.add(next.value)) return true
    return false
  }
}
