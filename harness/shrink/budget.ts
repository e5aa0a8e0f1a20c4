/** How much may be spent on making one counterexample smaller. */
export interface Budget {
  /** Scenarios that are applied. */
  applications: number
  timeMs: number
}

/** Four times what the worst planted fault of the bench took; on a real cluster an application takes seconds. */
export const defaultBudget: Budget = { applications: 100, timeMs: 5 * 60_000 }
