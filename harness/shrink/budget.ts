/** How much may be spent on making one counterexample smaller. */
export interface Budget {
  /** Scenarios that are applied. */
  applications: number
  timeMs: number
}

/** The bench's worst planted fault took 5 applications, a history of seven Steps 17; on a real cluster one takes seconds. */
export const defaultBudget: Budget = { applications: 100, timeMs: 5 * 60_000 }
