import { type Flow, flowDeadlineMs, flowIntervalMs, type Traffic } from '../../properties/model/flow.ts'
import type { PlaceId } from '../../properties/model/place.ts'
import type { EventLoop, Turn } from './event-loop.ts'
import type { Places } from './places.ts'
import { RunningFlow } from './running-flow.ts'

/** Flows of one agent at a time: each is looked at in every turn. */
const mostFlows = 1024

/** Traffic that goes on beside the agent's requests. */
export class Flows implements Turn {
  readonly #loop: EventLoop
  readonly #places: Places
  #running: RunningFlow[] = []
  #wakeAt = Number.POSITIVE_INFINITY
  #longestPauseMs = 0
  #begun: (() => void) | undefined
  #beganBy = 0

  constructor(loop: EventLoop, places: Places) {
    this.#loop = loop
    this.#places = places
  }

  /**
   * `begun` is called once an attempt of each has ended, or has had its time. Throws RangeError where there are too many,
   * or where some run already.
   */
  start(flows: readonly Flow[], begun: () => void): void {
    if (this.#running.length > 0) throw new RangeError('flows run already')
    if (flows.length > mostFlows) throw new RangeError(`${flows.length} flows are more than ${mostFlows}`)
    const now = performance.now()
    this.#longestPauseMs = 0
    this.#wakeAt = now
    // Spread over the interval, so that they do not all send at one moment.
    this.#running = flows.map((flow, index) => {
      const firstAt = now + (index * flowIntervalMs) / flows.length
      return new RunningFlow(this.#loop, this.#places, flow, now, firstAt)
    })
    this.#begun = begun
    this.#beganBy = now + flowDeadlineMs
    this.#loop.addTurn(this)
  }

  stop(): Traffic {
    this.#loop.removeTurn(this)
    this.#notePause(performance.now())
    const reports = this.#running.map((flow) => flow.stop())
    this.#running = []
    return { reports, longestPauseMs: Math.round(this.#longestPauseMs) }
  }

  /** Ends the Flows of a client: their sockets keep its namespace alive. */
  leave(place: PlaceId): void {
    for (const flow of this.#running) if (flow.client === place) flow.leave()
  }

  afterEvents(): number {
    const now = performance.now()
    this.#notePause(now)
    this.#wakeAt = this.#running.reduce((at, flow) => Math.min(at, flow.turn(now)), Number.POSITIVE_INFINITY)
    if (this.#begun !== undefined && (now >= this.#beganBy || this.#running.every(({ hasBegun }) => hasBegun))) {
      const begun = this.#begun
      this.#begun = undefined
      begun()
    }
    // With nothing to do it still wants to know how long the agent stands still.
    this.#wakeAt = Math.min(this.#wakeAt, now + flowIntervalMs)
    return Math.max(0, this.#wakeAt - performance.now())
  }

  #notePause(now: number): void {
    this.#longestPauseMs = Math.max(this.#longestPauseMs, now - this.#wakeAt)
  }
}
