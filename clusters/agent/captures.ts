import type { PlaceId } from '../../properties/model/place.ts'
import { Capture } from './capture.ts'
import { SystemCallError } from './errno.ts'
import type { EventLoop } from './event-loop.ts'
import type { Places } from './places.ts'
import type { CapturedFrame, CaptureSpec } from './protocol.ts'

/** The captures between one `capture-start` and its `capture-stop`. */
export class Captures {
  readonly #loop: EventLoop
  readonly #places: Places
  #captures: Capture[] = []

  constructor(loop: EventLoop, places: Places) {
    this.#loop = loop
    this.#places = places
  }

  /** Starts all or none. Throws SystemCallError naming the device, and Error where captures run already. */
  start(specs: readonly CaptureSpec[]): void {
    if (this.#captures.length > 0) throw new Error('captures run already')
    try {
      for (const spec of specs) this.#captures.push(this.#open(spec))
    } catch (error) {
      this.stop()
      throw error
    }
  }

  /** All frames, in the order of time. */
  stop(): { frames: CapturedFrame[]; droppedFrames: number } {
    const captures = this.#captures
    this.#captures = []
    for (const capture of captures) capture.close()
    const results = captures.map((capture) => capture.result())
    return {
      frames: results.flatMap(({ frames }) => frames).sort((one, other) => one.timeMs - other.timeMs),
      droppedFrames: results.reduce((sum, { droppedFrames }) => sum + droppedFrames, 0),
    }
  }

  /** Closes the sockets in a place, which keep its namespace alive; their frames wait for `stop`. */
  leave(place: PlaceId): void {
    for (const capture of this.#captures) if (capture.place === place) capture.close()
  }

  #open(spec: CaptureSpec): Capture {
    try {
      return this.#places.within(spec.place, () => new Capture(this.#loop, spec))
    } catch (error) {
      if (error instanceof SystemCallError) throw error.of(`capture in ${spec.place}`)
      throw error
    }
  }
}
