import type { FlowReport, FlowServer, Gap } from '../../properties/model/flow.ts'
import type { Observation, SocketAddress } from '../../properties/model/observation.ts'

/** Servers of a Flow that are kept by name; a Flow that is spread over many endpoints has another one each time. */
const keptServers = 16

/** What is known of a running Flow: as much memory for an hour as for a second. Times are those of `performance.now()`. */
export class FlowRecord {
  readonly #beganAt: number
  #attempts = 0
  #answered = 0
  #changes = 0
  #lastAnswerAt: number
  #gap: Gap = { fromMs: 0, toMs: 0 }
  readonly #failed: FlowReport['failed'] = {}
  readonly #servers: FlowServer[] = []
  #client: SocketAddress | undefined
  #ended: FlowReport['ended']

  constructor(beganAt: number) {
    this.#beganAt = beganAt
    this.#lastAnswerAt = beganAt
  }

  get hasEnded(): boolean {
    return this.#ended !== undefined
  }

  /** true: it has been seen how an attempt ended. */
  get hasBegun(): boolean {
    return this.#answered > 0 || Object.keys(this.#failed).length > 0
  }

  asked(): void {
    this.#attempts += 1
  }

  saw({ outcome, client, server }: Pick<Observation, 'outcome' | 'client' | 'server'>, at: number): void {
    if (client !== undefined) this.#client = client
    if (outcome !== 'answered' || server === undefined) {
      this.#failed[outcome] = (this.#failed[outcome] ?? 0) + 1
      return
    }
    this.#answered += 1
    this.#widen(at)
    this.#lastAnswerAt = at
    const last = this.#servers.at(-1)
    if (last?.identity === server.identity && last.local.port === server.local.port) return
    if (last !== undefined) this.#changes += 1
    if (this.#servers.length === keptServers) this.#servers.pop()
    this.#servers.push({ ...server, sinceMs: this.#since(at) })
  }

  end({ outcome, error }: Pick<Observation, 'outcome' | 'error'>, at: number): void {
    this.#ended ??= { outcome, ...(error !== undefined && { error }), atMs: this.#since(at) }
  }

  /** What there is to tell when the traffic ends. What ended before has no gap for the time after. */
  report(at: number): FlowReport {
    if (this.#ended === undefined) this.#widen(at)
    return {
      attempts: this.#attempts,
      answered: this.#answered,
      failed: this.#failed,
      servers: this.#servers,
      changes: this.#changes,
      longestGap: this.#gap,
      ...(this.#ended !== undefined && { ended: this.#ended }),
      ...(this.#client !== undefined && { client: this.#client }),
    }
  }

  #widen(at: number): void {
    const gap = { fromMs: this.#since(this.#lastAnswerAt), toMs: this.#since(at) }
    if (gap.toMs - gap.fromMs > this.#gap.toMs - this.#gap.fromMs) this.#gap = gap
  }

  readonly #since = (at: number): number => Math.round(at - this.#beganAt)
}
