import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expectationTable, readComparison } from '../../properties/model/comparison.ts'
import type { Allowed } from '../../properties/model/expectation.ts'
import type { Observation, Seen } from '../../properties/model/observation.ts'
import type { Probe } from '../../properties/model/probe.ts'
import type { AgentConnection, ConnectAgent } from './agent-connection.ts'
import { AgentError } from './agent-error.ts'
import { commandTimeLimitMs } from './limits.ts'
import type { CommandResult, CommandSpec, Hello, Request, Response } from './protocol.ts'
import { type RequestOptions, RequestQueue } from './request-queue.ts'

export { AgentError } from './agent-error.ts'
export { childAgent } from './agent-process.ts'
export type { RequestOptions } from './request-queue.ts'

/** The agent's program: `main.ts` beside this file, `main.js` in the published package. */
export const agentMainPath = fileURLToPath(new URL(`main${extname(import.meta.url)}`, import.meta.url))
/** The Node that runs this process, and can run the agent on this machine. */
export const nodePath = process.execPath

/** A start takes half a second, and thirty where a kernel in user space shares its processor with others. */
const helloTimeMs = 120_000
const stopTimeMs = 2_000
/** Room for reading a request, writing its response and what the loop does besides. */
const slackMs = 30_000
const defaultInFlight = 256

export interface StartAgentOptions {
  /** Named in errors, such as `node1`. */
  name: string
  /** Gives up the start; once the agent has started it has no effect. */
  signal?: AbortSignal
}

export interface ProbeOptions extends RequestOptions {
  /** Time of each probe. An unused address answers EHOSTUNREACH after about 3 s: 4,000 or more (datapath 0.9). */
  deadlineMs: number
  /** Probes under way at once. 256 by default. */
  inFlight?: number
}

/** A batch, and the options of its request: it ends within a deadline for each turn of probes, whatever the network does. */
function batchOf(probes: Probe[], { deadlineMs, inFlight = defaultInFlight, ...rest }: ProbeOptions) {
  const timeoutMs = (Math.ceil(probes.length / inFlight) + 1) * deadlineMs + slackMs
  return [
    { probes, deadlineMs, inFlight },
    { timeoutMs, ...rest },
  ] as const
}

/** Starts an agent and waits for its hello. Throws AgentError where it says none, or the signal's reason. */
export async function startAgent(connect: ConnectAgent, options: StartAgentOptions): Promise<StartedAgent> {
  options.signal?.throwIfAborted()
  const { promise: hello, resolve, reject } = Promise.withResolvers<StartedAgent>()
  let started: StartedAgent | undefined
  const connection = connect(options.name, {
    line: (line) => {
      if (started !== undefined) return started.receive(line)
      const message = JSON.parse(line) as Hello
      if (message.kind !== 'hello' || message.protocol !== 1) throw new TypeError(`no hello of protocol 1: ${line}`)
      started = new StartedAgent(options.name, message, connection)
      resolve(started)
    },
    ended: (error) => {
      started?.fail(error)
      reject(error)
    },
  })
  const timer = setTimeout(
    () => reject(new AgentError(options.name, `no hello after ${helloTimeMs} milliseconds`)),
    helloTimeMs,
  )
  const onAbort = () => reject(options.signal?.reason)
  options.signal?.addEventListener('abort', onAbort, { once: true })
  try {
    return await hello
  } catch (error) {
    await connection.stop(0)
    throw error
  } finally {
    clearTimeout(timer)
    options.signal?.removeEventListener('abort', onAbort)
  }
}

/** An agent that runs. Requests may be made at any time; they are carried out one after the other. */
export class StartedAgent {
  readonly name: string
  readonly hello: Hello
  readonly #connection: AgentConnection
  readonly #queue: RequestQueue
  readonly #ended = new AbortController()

  constructor(name: string, hello: Hello, connection: AgentConnection) {
    this.name = name
    this.hello = hello
    this.#connection = connection
    this.#queue = new RequestQueue(name, (line) => connection.write(line))
  }

  /** false once it has ended, by itself or by `stop`. */
  get alive(): boolean {
    return this.#connection.alive
  }

  /** Aborted with the AgentError when the process ends. */
  get ended(): AbortSignal {
    return this.#ended.signal
  }

  /** Throws AgentError where the agent answers with an error, has ended or does not answer in time. */
  request(request: Request, options?: RequestOptions): Promise<Exclude<Response, { kind: 'error' }>> {
    return this.#queue.request(request, options)
  }

  /** Makes all probes and returns their Observations in the same order. Throws AgentError. */
  async probe(probes: Probe[], options: ProbeOptions): Promise<Observation[]> {
    const [batch, rest] = batchOf(probes, options)
    const response = await this.request({ kind: 'probe', ...batch }, rest)
    if (response.kind !== 'observations' || response.observations.length !== probes.length) throw this.#wrong(response)
    return response.observations
  }

  /**
   * Makes all probes and lets the agent compare: returns Observations only where something else was seen than allowed,
   * or where nothing is said of what is. Throws AgentError.
   */
  async compare(
    probes: Probe[],
    allowed: readonly (readonly Allowed[] | undefined)[],
    options: ProbeOptions,
  ): Promise<Seen[]> {
    const [batch, rest] = batchOf(probes, options)
    const table = expectationTable(probes, allowed)
    const response = await this.request({ kind: 'compare', ...batch, ...table }, rest)
    if (response.kind !== 'compared') throw this.#wrong(response)
    return readComparison(table, response)
  }

  /** Runs commands one after the other; an exit code other than 0 is a result, no error. Throws AgentError. */
  async run(commands: CommandSpec[], options?: RequestOptions): Promise<CommandResult[]> {
    const timeoutMs = commands.length * commandTimeLimitMs + slackMs
    const response = await this.request({ kind: 'run', commands }, { timeoutMs, ...options })
    if (response.kind !== 'results' || response.results.length !== commands.length) throw this.#wrong(response)
    return response.results
  }

  /** Ends the agent's stdin and waits until the process is gone; after 2 s it is killed. Never throws. */
  async stop(): Promise<void> {
    this.#queue.fail(new AgentError(this.name, 'stopped', { ended: true }))
    await this.#connection.stop(stopTimeMs)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  /** A line of the agent. Throws where it is no response. For `startAgent`. */
  receive(line: string): void {
    this.#queue.respond(JSON.parse(line) as Response)
  }

  /** The process has ended. For `startAgent`. */
  fail(error: AgentError): void {
    this.#queue.fail(error)
    this.#ended.abort(error)
  }

  #wrong(response: Response): AgentError {
    return new AgentError(this.name, `a response of kind ${response.kind} that does not fit the request`)
  }
}
