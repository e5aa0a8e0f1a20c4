import type { AgentEvents, ConnectAgent } from '../../../clusters/agent/agent-connection.ts'
import { AgentError } from '../../../clusters/agent/agent-error.ts'
import { LineReader } from '../../../clusters/agent/line-reader.ts'
import type { Request, Response } from '../../../clusters/agent/protocol.ts'
import { compare } from '../../../properties/model/comparison.ts'
import type { Observation } from '../../../properties/model/observation.ts'
import type { Probe } from '../../../properties/model/probe.ts'

/** What the agents of one simulation share. */
export interface Simulation {
  /** Answers in place of a network. */
  observe(probe: Probe): Observation
  /** Milliseconds spent in agents so far, which would run on other machines. */
  agentsMs: number
}

/** An agent in this process that speaks the real protocol, byte for byte, and has no network at all. */
export function simulatedAgent(simulation: Simulation): ConnectAgent {
  return (name, events) => {
    const connection = new SimulatedConnection(name, events, simulation)
    setImmediate(() => connection.say({ kind: 'hello', protocol: 1, pid: process.pid, startId: name }))
    return connection
  }
}

class SimulatedConnection {
  readonly #name: string
  readonly #events: AgentEvents
  readonly #simulation: Simulation
  readonly #requests = new LineReader()
  readonly #responses = new LineReader()
  alive = true

  constructor(name: string, events: AgentEvents, simulation: Simulation) {
    this.#name = name
    this.#events = events
    this.#simulation = simulation
  }

  write(line: string): void {
    setImmediate(() => {
      const startMs = performance.now()
      const responses = this.#requests
        .read(Buffer.from(line))
        .map((text) => this.#carryOut(JSON.parse(text) as Request))
      const lines = responses.map((response) => Buffer.from(`${JSON.stringify(response)}\n`))
      this.#simulation.agentsMs += performance.now() - startMs
      for (const line of lines) this.#pass(line)
    })
  }

  async stop(): Promise<void> {
    if (!this.alive) return
    this.alive = false
    this.#events.ended(new AgentError(this.#name, 'stopped', { ended: true }))
  }

  say(message: object): void {
    this.#pass(Buffer.from(`${JSON.stringify(message)}\n`))
  }

  #pass(bytes: Buffer): void {
    if (this.alive) for (const line of this.#responses.read(bytes)) this.#events.line(line)
  }

  #carryOut(request: Request): Response {
    if (request.kind === 'standstill') return { kind: 'standstill', totalMs: 0 }
    if (request.kind === 'enter' || request.kind === 'capture-start') return { kind: 'done' }
    if (request.kind === 'capture-stop') return { kind: 'frames', frames: [], droppedFrames: 0 }
    if (request.kind !== 'probe' && request.kind !== 'compare')
      return { kind: 'error', message: `a simulated agent cannot ${request.kind}` }
    const observations = request.probes.map((probe) => this.#simulation.observe(probe))
    if (request.kind === 'probe') return { kind: 'observations', observations }
    return { kind: 'compared', ...compare(request.probes, request, observations) }
  }
}
