import type { Outcome } from './minimise.ts'

/** How often a check failed of the attempts made. */
export interface Tally {
  failed: number
  /** Attempts that showed nothing definite. */
  undecided: number
  made: number
  /** Ways of which each attempt takes one at random, such as the endpoints of a Service: 1 where there is no choice. */
  ways: number
}

/** A flaky failure that is there is overlooked once in so many scenarios ... */
const overlookedOneIn = 100
/** ... but nobody makes more attempts than this. */
const mostAttempts = 60

/** Attempts after which a failure that occurs at this rate has most likely shown. */
export function enoughAttempts(rate: number): number {
  return Math.min(mostAttempts, Math.ceil(Math.log(overlookedOneIn) / -Math.log(1 - rate)))
}

/** What fails always must fail in every attempt; what is flaky, or may be the fault of one way alone, in one. */
export function outcomeOf({ failed, undecided, made, ways }: Tally, flaky: boolean): Outcome {
  if (flaky || ways > 1 ? failed > 0 : failed === made && made > 0) return 'refuted'
  return failed === 0 && undecided === 0 ? 'holds' : 'inconclusive'
}

/**
 * Why a last look does not show that the failure is always there; undefined where it does. Where each attempt takes one
 * of several ways, as with two endpoints of which the rule needs both, one that fails is all that can be asked for.
 */
export function doubtOf({ failed, made, ways }: Omit<Tally, 'undecided'>): string | undefined {
  if (failed > 0 && (failed === made || ways > 1)) return undefined
  return failed === 0
    ? `not confirmed: 0 of ${made} attempts failed at the end`
    : `flaky: ${failed} of ${made} attempts failed at the end`
}
