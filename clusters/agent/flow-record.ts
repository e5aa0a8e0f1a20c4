import type { FlowReport, FlowServer, Gap } from '../../properties/model/flow.ts'
import type { Observation, SocketAddress } from '../../properties/model/observation.ts'

/** Servers of a Flow that are kept; of more, those that answered last. */
const keptServers = 32

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
    this.#note(server, at)
  }

  #note(server: NonNullable<Observation['server']>, at: number): void {
    const index = this.#servers.findLastIndex((one) => isSame(one, server))
    if (this.#servers.length > 0 && index !== this.#servers.length - 1) this.#changes += 1
    const [known] = index < 0 ? [] : this.#servers.splice(index, 1)
    const { answers = 0, ...rest } = known ?? { ...server, sinceMs: this.#since(at) }
    this.#servers.push({ ...rest, answers: answers + 1 })
    if (this.#servers.length > keptServers) this.#servers.shift()
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
      ...(this.#ended === undefined ? { silentMs: Math.round(at - this.#lastAnswerAt) } : { ended: this.#ended }),
      ...(this.#client !== undefined && { client: this.#client }),
    }
  }

  #widen(at: number): void {
    const gap = { fromMs: this.#since(this.#lastAnswerAt), toMs: this.#since(at) }
    if (gap.toMs - gap.fromMs > this.#gap.toMs - this.#gap.fromMs) this.#gap = gap
  }

  readonly #since = (at: number): number => Math.round(at - this.#beganAt)
}

/** The port it saw the client under is another one in each fresh attempt. */
const isSame = (one: FlowServer, { identity, local, peer }: Omit<FlowServer, 'sinceMs'>): boolean =>
  one.identity === identity &&
  one.local.address === local.address &&
  one.local.port === local.port &&
  one.peer.address === peer.address
