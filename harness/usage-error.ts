/**
 * The call or the machine has to change first; nothing was created. Ends with exit code 254.
 * All problems that could be found at once, one sentence each.
 */
export class UsageError extends Error {
  override name = 'UsageError'
  readonly problems: string[]

  constructor(problems: string | readonly string[]) {
    const list = typeof problems === 'string' ? [problems] : [...problems]
    super(list.join('\n'))
    this.problems = list
  }
}

/** Throws a UsageError when there is at least one problem. */
export function refuseIf(problems: readonly string[]): void {
  if (problems.length > 0) throw new UsageError(problems)
}
