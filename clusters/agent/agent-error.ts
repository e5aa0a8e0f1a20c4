/** An agent that could not be started, has ended, did not answer, or could not carry out a request. */
export class AgentError extends Error {
  override readonly name = 'AgentError'
  readonly agent: string
  /** The system call's error (`EADDRINUSE`), where the agent named one. */
  readonly errno?: string
  /** true: the process is gone, and with it its servers; later requests will fail as well. */
  readonly ended: boolean

  constructor(agent: string, message: string, details: { errno?: string; ended?: boolean; cause?: unknown } = {}) {
    super(`agent ${agent}: ${message}`, { cause: details.cause })
    this.agent = agent
    if (details.errno !== undefined) this.errno = details.errno
    this.ended = details.ended ?? false
  }
}
