import type { AgentError } from './agent-error.ts'

/** The way to one agent: its stdin and stdout, whatever carries them. Never the network under test. */
export interface AgentConnection {
  readonly alive: boolean
  write(line: string): void
  /** Ends the agent's stdin, cuts the connection after `graceMs`, resolves once it is gone. */
  stop(graceMs: number): Promise<void>
}

export interface AgentEvents {
  /** Called for each line of stdout. If it throws, the stream makes no sense any more and the agent is ended. */
  line(line: string): void
  /** Called once, when the agent is gone or could not be started. */
  ended(error: AgentError): void
}

/** Starts an agent and connects to it. Errors are told by `ended`, never thrown. `name` stands in them. */
export type ConnectAgent = (name: string, events: AgentEvents) => AgentConnection
