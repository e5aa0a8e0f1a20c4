import { type Flow, type FlowReport, flowDeadlineMs, flowIntervalMs } from '../../properties/model/flow.ts'
import type { Observation } from '../../properties/model/observation.ts'
import type { PlaceId } from '../../properties/model/place.ts'
import type { Attempt, AttemptSetting } from './attempt.ts'
import type { EventLoop } from './event-loop.ts'
import { FlowRecord } from './flow-record.ts'
import { HeldConnection } from './held-connection.ts'
import { nextNonce } from './nonces.ts'
import type { Places } from './places.ts'
import { TcpAttempt } from './tcp-client.ts'
import { UdpAttempt } from './udp-client.ts'

/** One Flow, from its start to its end: an attempt, and at the next beat another one once that has ended. */
export class RunningFlow implements AttemptSetting {
  readonly loop: EventLoop
  readonly places: Places
  readonly deadlineMs = flowDeadlineMs
  readonly nextNonce = nextNonce
  readonly #flow: Flow
  readonly #record: FlowRecord
  #attempt: Attempt | undefined
  #connection: HeldConnection | undefined
  #unsent: Attempt | undefined
  #dueAt: number

  /** Throws TypeError for what is neither TCP nor UDP. */
  constructor(loop: EventLoop, places: Places, flow: Flow, beganAt: number, firstAt: number) {
    if (flow.probe.protocol === 'icmp') throw new TypeError('a Flow is of TCP or UDP')
    this.loop = loop
    this.places = places
    this.#flow = flow
    this.#record = new FlowRecord(beganAt)
    this.#dueAt = firstAt
  }

  get client(): PlaceId {
    return this.#flow.probe.client
  }

  get hasBegun(): boolean {
    return this.#record.hasBegun
  }

  /** Does what is due. Returns when it wants to be called again at the latest. */
  turn(now: number): number {
    if (this.#record.hasEnded) return Number.POSITIVE_INFINITY
    const unsent = this.#unsent
    this.#unsent = undefined
    if (unsent?.ended === false) unsent.send()
    if (this.#attempt !== undefined && this.#attempt.deadline <= now) this.#attempt.expire()
    if (this.#dueAt <= now) {
      // Beats that passed meanwhile are left out, so that a flow which was held up does not hurry.
      this.#dueAt = Math.max(this.#dueAt + flowIntervalMs, now)
      this.#beat()
    }
    return Math.min(this.#dueAt, this.#attempt?.deadline ?? Number.POSITIVE_INFINITY)
  }

  sendLater(attempt: Attempt): void {
    this.#unsent = attempt
  }

  finished(_index: number, observation: Observation): void {
    this.#attempt = undefined
    this.#record.saw(observation, performance.now())
    if (this.#connection !== undefined) this.#record.end(observation, performance.now())
  }

  /** Its Pod goes: nothing may hold its namespace. */
  leave(): void {
    this.#record.end({ outcome: 'not-made', error: 'the client was deleted' }, performance.now())
    this.stop()
  }

  stop(): FlowReport {
    const report = this.#record.report(performance.now())
    this.#connection?.abandon()
    this.#attempt?.abandon()
    return report
  }

  #beat(): void {
    if (this.#flow.kind === 'held' && this.#flow.probe.protocol === 'tcp') return this.#ask()
    if (this.#attempt !== undefined) return
    this.#record.asked()
    const Kind = this.#flow.probe.protocol === 'tcp' ? TcpAttempt : UdpAttempt
    this.#attempt = new Kind(this, this.#flow.probe, 0)
    this.#attempt.start()
    if (this.#attempt?.ended) this.#attempt = undefined
  }

  #ask(): void {
    if (this.#connection === undefined) {
      this.#connection = new HeldConnection(this, this.#flow.probe, 0)
      this.#connection.answered = (server) => this.#record.saw({ outcome: 'answered', server }, performance.now())
      this.#connection.start()
    }
    if (!this.#connection.isIdle) return
    this.#record.asked()
    this.#connection.ask()
  }
}
