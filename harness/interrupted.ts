/** The reason of an AbortSignal that a person or a supervisor aborted. */
export class Interrupted extends Error {
  override name = 'Interrupted'
  readonly by: 'SIGINT' | 'SIGTERM'

  constructor(by: 'SIGINT' | 'SIGTERM') {
    super(`interrupted by ${by}`)
    this.by = by
  }
}
