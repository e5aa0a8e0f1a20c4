import type { Check } from '../../properties/model/verdict.ts'

/** What a check came to: a verdict, or `known defect ID` for a refutation that one explains. */
export type State = string

/** One check whose state, or rule, is another today. */
export interface Flip {
  property: string
  /** The rule that says otherwise: of two, today's. */
  rule: string
  subject: string
  from: State
  to: State
}

export type ComparedCheck = Pick<Check, 'property' | 'rule' | 'verdict' | 'subject' | 'defect'>

/**
 * What differs between the checks of then and of today that do not hold. A check is known by its property, rule and
 * subject, however often the same three occur. One of which only one side knows held on the other, or was not made
 * there: a record does not keep what held.
 */
export function compareChecks(then: readonly ComparedCheck[], today: readonly ComparedCheck[]): Flip[] {
  const before = byName(then)
  const after = byName(today)
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((name) =>
    flips(before.get(name) ?? [], after.get(name) ?? []),
  )
}

/** Of checks with one name: those whose state both sides have are the same; the others are paired as they come. */
function flips(then: readonly ComparedCheck[], today: readonly ComparedCheck[]): Flip[] {
  const gone = without(then, today)
  const come = without(today, then)
  return Array.from({ length: Math.max(gone.length, come.length) }, (_, position): Flip => {
    const [from, to] = [gone[position], come[position]]
    const { property, rule, subject } = (to ?? from) as ComparedCheck
    return { property, rule, subject, from: from ? stateOf(from) : 'holds', to: to ? stateOf(to) : 'holds' }
  })
}

/** Those of `checks` beyond as many of `others` in the same state. */
function without(checks: readonly ComparedCheck[], others: readonly ComparedCheck[]): ComparedCheck[] {
  const left = Map.groupBy(others, stateOf)
  return checks.filter((check) => left.get(stateOf(check))?.pop() === undefined)
}

function byName(checks: readonly ComparedCheck[]): Map<string, ComparedCheck[]> {
  return Map.groupBy(
    checks.filter(({ verdict }) => verdict !== 'holds'),
    ({ property, rule, subject }) => JSON.stringify([property, rule, subject]),
  )
}

const stateOf = ({ verdict, defect }: ComparedCheck): State =>
  defect === undefined ? verdict : `known defect ${defect}`
