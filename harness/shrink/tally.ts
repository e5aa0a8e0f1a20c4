import type { Outcome } from './minimise.ts'

/** How often a check failed of the attempts made. */
export interface Tally {
  failed: number
  /** Attempts that showed nothing definite. */
  undecided: number
  made: number
}

/** A flaky failure that is there is overlooked once in so many scenarios ... */
const overlookedOneIn = 100
/** ... but nobody makes more attempts than this. */
const mostAttempts = 60

/** Attempts after which a failure of this rate has most likely shown. */
export function enoughAttempts({ failed, made }: Tally): number {
  return Math.min(mostAttempts, Math.ceil(Math.log(1 / overlookedOneIn) / -Math.log(1 - failed / made)))
}

/** What fails always must fail in every attempt, what is flaky in one. */
export function outcomeOf({ failed, undecided, made }: Tally, flaky: boolean): Outcome {
  if (flaky ? failed > 0 : failed === made && made > 0) return 'refuted'
  return failed === 0 && undecided === 0 ? 'holds' : 'inconclusive'
}

/** Why a last look does not show that the failure is always there; undefined where it does. */
export function doubtOf({ failed, made }: Tally): string | undefined {
  if (made > 0 && failed === made) return undefined
  return failed === 0
    ? `not confirmed: 0 of ${made} attempts failed at the end`
    : `flaky: ${failed} of ${made} attempts failed at the end`
}
