import type { Allowed } from './expectation.ts'
import { mismatches } from './mismatch.ts'
import type { AsExpected, Observation, Seen } from './observation.ts'
import type { Probe } from './probe.ts'

// Agents compare with it: nothing but types and what judges may be imported here.

/**
 * Expectations of a batch of probes, each set of allowed observations once. The server that must answer is the probe's
 * own and left out.
 */
export interface ExpectationTable {
  sets: Allowed[][]
  /** For each probe the index of its set; -1: what is seen of it is wanted as it is. */
  setOf: number[]
}

/** What a batch came to, beside its expectations. A probe that is named nowhere ended in the first allowed way. */
export interface Comparison {
  /** Probes that ended as allowed. */
  asExpected: number
  /** Of those, the ones that ended in another way than the first: index of the probe, index within its set. */
  otherwise: [probe: number, alternative: number][]
  /** Probes that did not end as allowed, and those whose observation is wanted. */
  rows: [probe: number, observation: Observation][]
}

/** `allowed`: for each probe what it may show, or undefined where its observation is wanted. */
export function expectationTable(
  probes: readonly Probe[],
  allowed: readonly (readonly Allowed[] | undefined)[],
): ExpectationTable {
  const indexes = new Map<string, number>()
  const sets: Allowed[][] = []
  const setOf = probes.map(({ target }, index) => {
    const set = allowed[index]?.map(({ server, ...rest }) =>
      server === undefined || server === target.server ? rest : { ...rest, server },
    )
    if (set === undefined) return -1
    const key = JSON.stringify(set)
    const known = indexes.get(key)
    if (known !== undefined) return known
    indexes.set(key, sets.length)
    return sets.push(set) - 1
  })
  return { sets, setOf }
}

/** What an agent answers: the rows that matter, and of the others how they ended. */
export function compare(
  probes: readonly Probe[],
  { sets, setOf }: ExpectationTable,
  observations: readonly Observation[],
): Comparison {
  const comparison: Comparison = { asExpected: 0, otherwise: [], rows: [] }
  for (const [index, observation] of observations.entries()) {
    const probe = probes[index]
    const alternative = probe === undefined ? -1 : alternativeOf(sets[setOf[index] ?? -1] ?? [], probe, observation)
    if (alternative === -1) {
      comparison.rows.push([index, observation])
      continue
    }
    comparison.asExpected += 1
    if (alternative > 0) comparison.otherwise.push([index, alternative])
  }
  return comparison
}

/** Index of the allowed observation that was seen, or -1. */
function alternativeOf(set: readonly Allowed[], probe: Probe, observation: Observation): number {
  const { server } = probe.target
  return set.findIndex(
    (allowed) => mismatches(server === undefined ? allowed : { server, ...allowed }, probe, observation).length === 0,
  )
}

/** A comparison as what was seen of each probe, in order. Throws RangeError where it does not fit the expectations. */
export function readComparison({ sets, setOf }: ExpectationTable, comparison: Comparison): Seen[] {
  if (comparison.asExpected + comparison.rows.length !== setOf.length)
    throw new RangeError(`${comparison.asExpected} and ${comparison.rows.length} probes are not ${setOf.length}`)
  const rows = new Map(comparison.rows)
  const otherwise = new Map(comparison.otherwise)
  const known = sets.map((set) => set.map(({ outcome }, alternative): AsExpected => ({ alternative, outcome })))
  return setOf.map((set, index) => {
    const seen = rows.get(index) ?? known[set]?.[otherwise.get(index) ?? 0]
    if (seen === undefined) throw new RangeError(`nothing is said of probe ${index}`)
    return seen
  })
}
