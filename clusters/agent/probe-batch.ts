import type { Observation } from '../../properties/model/observation.ts'
import type { Probe } from '../../properties/model/probe.ts'
import type { Attempt, AttemptSetting } from './attempt.ts'
import { DeadlineQueue } from './deadline-queue.ts'
import { isQuery, queryAttempt } from './dns-client.ts'
import type { EventLoop, Turn } from './event-loop.ts'
import { IcmpAttempt } from './icmp-client.ts'
import { nextNonce } from './nonces.ts'
import type { Places } from './places.ts'
import { TcpAttempt } from './tcp-client.ts'
import { UdpAttempt } from './udp-client.ts'

/** Attempts started per turn, so that the servers of this agent go on answering while a batch starts. */
const startsPerTurn = 64
/** How long a datagram waits for room in a queue of this kernel before it is sent again. */
const sendAgainMs = 1

const attemptOf = { tcp: TcpAttempt, udp: UdpAttempt, icmp: IcmpAttempt }

export interface ProbeBatchRequest {
  probes: readonly Probe[]
  /** Time of each attempt, from its own start. */
  deadlineMs: number
  /** Attempts under way at once, at most. */
  inFlight: number
}

/** One batch of probes. n probes end within (n / inFlight + 1) deadlines, whatever the network does. */
export class ProbeBatch implements AttemptSetting, Turn {
  readonly loop: EventLoop
  readonly places: Places
  readonly deadlineMs: number
  readonly nextNonce = nextNonce
  readonly #inFlight: number
  readonly #probes: readonly Probe[]
  readonly #observations: Observation[]
  readonly #deadlines = new DeadlineQueue()
  readonly #done: (observations: Observation[]) => void
  #unsent: Attempt[] = []
  #started = 0
  #ended = 0

  /**
   * `done` gets the Observations in the order of the probes.
   * Throws RangeError where `deadlineMs` or `inFlight` is not positive.
   */
  constructor(
    loop: EventLoop,
    places: Places,
    request: ProbeBatchRequest,
    done: (observations: Observation[]) => void,
  ) {
    if (!(request.inFlight >= 1)) throw new RangeError(`inFlight is ${request.inFlight}, not 1 or more`)
    if (!(request.deadlineMs > 0)) throw new RangeError(`deadlineMs is ${request.deadlineMs}, not above 0`)
    this.loop = loop
    this.places = places
    this.deadlineMs = request.deadlineMs
    this.#inFlight = request.inFlight
    this.#probes = request.probes
    this.#observations = new Array<Observation>(request.probes.length)
    this.#done = done
    loop.addTurn(this)
  }

  afterEvents(): number {
    this.#sendUnsent()
    this.#deadlines.expireUntil(performance.now())
    this.#startSome()
    if (this.#ended === this.#probes.length) {
      this.loop.removeTurn(this)
      this.#done(this.#observations)
      return 0
    }
    if (this.#mayStart()) return 0
    const remainingMs = this.#deadlines.remainingMs(performance.now())
    return this.#unsent.length > 0 ? Math.min(sendAgainMs, remainingMs) : remainingMs
  }

  sendLater(attempt: Attempt): void {
    this.#unsent.push(attempt)
  }

  finished(index: number, observation: Observation): void {
    this.#observations[index] = observation
    this.#ended++
  }

  #mayStart(): boolean {
    return this.#started < this.#probes.length && this.#started - this.#ended < this.#inFlight
  }

  #startSome(): void {
    for (let count = 0; count < startsPerTurn && this.#mayStart(); count++) {
      const index = this.#started++
      const probe = this.#probes[index]
      if (probe === undefined || !isProbe(probe)) {
        this.finished(index, { outcome: 'not-made', error: 'not a probe of tcp, udp or icmp', durationMs: 0 })
        continue
      }
      const attempt = isQuery(probe)
        ? queryAttempt(this, probe, index)
        : new attemptOf[probe.protocol](this, probe, index)
      attempt.start()
      if (!attempt.ended) this.#deadlines.add(attempt)
    }
  }

  #sendUnsent(): void {
    const attempts = this.#unsent
    this.#unsent = []
    for (const attempt of attempts) if (!attempt.ended) attempt.send()
  }
}

/** Requests are JSON from outside: what else is wrong with a probe shows when it starts. */
function isProbe(probe: Probe | null): boolean {
  return probe !== null && Object.hasOwn(attemptOf, probe.protocol)
}
