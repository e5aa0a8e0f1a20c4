import type { Check, Verdict } from '../model/verdict.ts'

/** For tests: how many checks came to each verdict. */
export function verdicts(checks: readonly Check[]): Partial<Record<Verdict, number>> {
  const groups = Map.groupBy(checks, ({ verdict }) => verdict)
  return Object.fromEntries([...groups].map(([verdict, { length }]) => [verdict, length]))
}

/** For tests: each refuted check as `RULE SUBJECT: OBSERVED`. */
export function refuted(checks: readonly Check[]): string[] {
  return checks
    .filter(({ verdict }) => verdict === 'refuted')
    .map(({ rule, subject, observed }) => `${rule} ${subject}: ${observed}`)
}
