import { compare } from '../../properties/model/comparison.ts'
import type { Observation } from '../../properties/model/observation.ts'
import type { PlaceId } from '../../properties/model/place.ts'
import { Captures } from './captures.ts'
import { runCommand } from './commands.ts'
import { errnoName, SystemCallError } from './errno.ts'
import type { EventLoop } from './event-loop.ts'
import { writeFiles } from './files.ts'
import { Flows } from './flows.ts'
import { Places } from './places.ts'
import { ProbeBatch, type ProbeBatchRequest } from './probe-batch.ts'
import type { Request, Response } from './protocol.ts'
import { Servers } from './servers.ts'

/** Lines that wait for the request under way. The controller sends one at a time. */
const maximumWaiting = 64

type Respond = (response: Response) => void

/** Carries out requests one after the other; only probes and the start of Flows take more than one turn of the loop. */
export class Requests {
  readonly #loop: EventLoop
  readonly #respond: Respond
  readonly #places = new Places()
  readonly #servers: Servers
  readonly #captures: Captures
  readonly #flows: Flows
  #waiting: string[] = []
  #busy = false

  /** `respond` is called once per request line, in the order of the lines. */
  constructor(loop: EventLoop, respond: Respond) {
    this.#loop = loop
    this.#respond = respond
    this.#servers = new Servers(loop, this.#places)
    this.#captures = new Captures(loop, this.#places)
    this.#flows = new Flows(loop, this.#places)
  }

  /** Throws RangeError where too many requests wait: whoever sends them does not speak the protocol. */
  add(line: string): void {
    if (this.#waiting.length >= maximumWaiting) throw new RangeError(`more than ${maximumWaiting} requests wait`)
    this.#waiting.push(line)
    this.#next()
  }

  #next(): void {
    while (!this.#busy) {
      const line = this.#waiting.shift()
      if (line === undefined) return
      this.#busy = true
      try {
        this.#carryOut(JSON.parse(line) as Request)
      } catch (error) {
        this.#finish(errorResponse(error))
      }
    }
  }

  #finish(response: Response): void {
    this.#busy = false
    this.#respond(response)
  }

  #carryOut(request: Request): void {
    switch (request.kind) {
      case 'enter':
        for (const { place, namespacePath } of request.places) this.#enter(place, namespacePath)
        return this.#finish({ kind: 'done' })
      case 'leave':
        this.#leave(request.places)
        return this.#finish({ kind: 'done' })
      case 'listen':
        for (const server of request.servers) this.#servers.listen(server)
        return this.#finish({ kind: 'done' })
      case 'probe':
        return this.#probe(request, (observations) => ({ kind: 'observations', observations }))
      case 'compare':
        return this.#probe(request, (observations) => ({
          kind: 'compared',
          ...compare(request.probes, request, observations),
        }))
      case 'run': {
        const results = request.commands.map((command) => runCommand(this.#places, command))
        return this.#finish({ kind: 'results', results })
      }
      case 'write':
        return this.#finish(writeResponse(writeFiles(this.#places, request.files)))
      case 'capture-start':
        this.#captures.start(request.captures)
        return this.#finish({ kind: 'done' })
      case 'capture-stop':
        return this.#finish({ kind: 'frames', ...this.#captures.stop() })
      case 'flows-start':
        return this.#flows.start(request.flows, () => {
          this.#finish({ kind: 'done' })
          this.#next()
        })
      case 'flows-stop':
        return this.#finish({ kind: 'traffic', ...this.#flows.stop() })
      case 'standstill':
        return this.#finish({ kind: 'standstill', totalMs: this.#loop.stoodStillMs })
      default:
        throw new TypeError(`no such request: ${JSON.stringify((request as { kind?: unknown })?.kind)}`)
    }
  }

  /** A Pod made anew under an old name has a new namespace: sockets in the old one serve nobody. */
  #enter(place: PlaceId, namespacePath: string): void {
    if (!this.#places.enter(place, namespacePath)) return
    this.#servers.leave(place)
    this.#captures.leave(place)
    this.#flows.leave(place)
  }

  /** Everything that keeps the namespaces alive, before the answer: the Pod may be deleted after it. */
  #leave(places: readonly PlaceId[]): void {
    for (const place of places) {
      this.#servers.leave(place)
      this.#captures.leave(place)
      this.#flows.leave(place)
      this.#places.leave(place)
    }
  }

  #probe(request: ProbeBatchRequest, responseTo: (observations: Observation[]) => Response): void {
    new ProbeBatch(this.#loop, this.#places, request, (observations) => {
      this.#finish(responseTo(observations))
      this.#next()
    })
  }
}

function errorResponse(error: unknown): Response {
  const message = error instanceof Error ? error.message : String(error)
  return { kind: 'error', message, ...(error instanceof SystemCallError && { errno: errnoName(error.errno) }) }
}

function writeResponse(failed: ReturnType<typeof writeFiles>): Response {
  if (failed.length === 0) return { kind: 'done' }
  const message = failed.map((failure) => failure.message).join('; ')
  const errno = failed.find((failure) => failure.errno !== undefined)?.errno
  return { kind: 'error', message, ...(errno !== undefined && { errno }) }
}
