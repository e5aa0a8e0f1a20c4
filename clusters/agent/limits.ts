/** Time a command of `run` may take before it is killed. */
export const commandTimeLimitMs = 20_000
