import type { Explanation, Hop } from '../../properties/model/explanation.ts'
import { table } from './table.ts'
import { count } from './words.ts'

/** Hops as they should be, one after the other in one place, are told in one line. */
function together(hops: readonly Hop[]): Hop[][] {
  const groups: Hop[][] = []
  for (const hop of hops) {
    const last = groups.at(-1)
    const isSame =
      last?.[0]?.state === 'ok' &&
      hop.state === 'ok' &&
      last[0].place === hop.place &&
      last[0].direction === hop.direction
    if (isSame) last.push(hop)
    else groups.push([hop])
  }
  return groups
}

const arrows = { forward: '->', reverse: '<-' }

/** The walk in short: up to where the packet was lost, or all of it with `whole`. */
export function walkLines({ hops, broken }: Explanation, whole = false): string[] {
  const end = whole ? hops.length : endOf(hops, broken)
  const rows = together(hops.slice(0, end)).map((group) => {
    const [hop] = group as [Hop]
    const names = [...new Set(group.map(({ hop }) => hop))].join(', ')
    const what = hop.state === 'ok' ? names : whatOf(hop)
    return [hop.state, arrows[hop.direction], hop.place, what]
  })
  const rest = hops.length - end
  const lines = rows.length === 0 ? [] : table(rows).split('\n')
  return rest > 0 ? [...lines, `and ${count(rest, 'further hop')}`] : lines
}

function whatOf({ hop, object, expected, actual, state }: Hop): string {
  if (hop === 'frames') return object
  return state === 'unknown'
    ? `${hop}: ${object}: ${actual}`
    : `${hop}: ${object}: expected ${expected}, found ${actual}`
}

/** Behind the last sighting, the first place without one and the broken hop. */
function endOf(hops: readonly Hop[], broken: Hop | undefined): number {
  const seen = hops.findLastIndex(({ state }) => state === 'seen')
  const unseen = hops.findIndex(({ state }, index) => index > seen && state === 'not seen')
  const named = hops.findIndex((hop) => broken !== undefined && hop.object === broken.object && hop.state === 'broken')
  return Math.max(unseen === -1 ? hops.length : unseen, named) + 1
}

/** What is told of an explanation below its counterexample. */
export function explanationLines(explanation: Explanation, whole = false): string[] {
  const { sentence, pattern, notes, evidence } = explanation
  return [
    sentence,
    ...pattern.map((line) => `  ${line}`),
    ...walkLines(explanation, whole).map((line) => `  ${line}`),
    ...notes.map((note) => `  note: ${note}`),
    ...(evidence === undefined ? [] : [`  evidence: ${evidence}`]),
  ]
}
