import { AgentError } from './agent-error.ts'
import type { Request, Response } from './protocol.ts'

export interface RequestOptions {
  /** Stops waiting. The agent carries the request out all the same; its response is thrown away. */
  signal?: AbortSignal
  /** Time for the response, waiting for earlier requests included. 60,000 by default; `probe` and `run` work it out. */
  timeoutMs?: number
}

type Answered = Exclude<Response, { kind: 'error' }>

interface Entry {
  line: string
  resolve: (response: Answered) => void
  reject: (error: Error) => void
}

const defaultTimeoutMs = 60_000

/** Requests to one agent, one under way at a time, answered in order. */
export class RequestQueue {
  readonly #agent: string
  readonly #write: (line: string) => void
  readonly #waiting: Entry[] = []
  #current: Entry | undefined
  #failure: AgentError | undefined

  constructor(agent: string, write: (line: string) => void) {
    this.#agent = agent
    this.#write = write
  }

  /** Rejects with AgentError, or with the signal's reason. */
  async request(request: Request, options: RequestOptions = {}): Promise<Answered> {
    const { signal, timeoutMs = defaultTimeoutMs } = options
    signal?.throwIfAborted()
    if (this.#failure !== undefined) throw this.#failure
    const { promise, resolve, reject } = Promise.withResolvers<Answered>()
    const entry = { line: `${JSON.stringify(request)}\n`, resolve, reject }
    const timer = setTimeout(() => {
      this.#abandon(
        entry,
        new AgentError(this.#agent, `no response to ${request.kind} after ${timeoutMs} milliseconds`),
      )
    }, timeoutMs)
    const onAbort = () => this.#abandon(entry, signal?.reason)
    signal?.addEventListener('abort', onAbort, { once: true })
    this.#waiting.push(entry)
    this.#next()
    try {
      return await promise
    } finally {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
    }
  }

  /** The response to the request under way. */
  respond(response: Response): void {
    const entry = this.#current
    this.#current = undefined
    if (response.kind !== 'error') entry?.resolve(response)
    else entry?.reject(new AgentError(this.#agent, response.message, response))
    this.#next()
  }

  /** Rejects every pending and every later request. */
  fail(error: AgentError): void {
    if (this.#failure !== undefined) return
    this.#failure = error
    for (const entry of [this.#current, ...this.#waiting.splice(0)]) entry?.reject(error)
    this.#current = undefined
  }

  #next(): void {
    if (this.#current !== undefined) return
    this.#current = this.#waiting.shift()
    if (this.#current === undefined) return
    this.#write(this.#current.line)
    // It may be large, and the response may take long.
    this.#current.line = ''
  }

  /** A request already sent stays the current one: its response must not be taken for the next one's. */
  #abandon(entry: Entry, reason: Error): void {
    const index = this.#waiting.indexOf(entry)
    if (index >= 0) this.#waiting.splice(index, 1)
    entry.reject(reason)
  }
}
