import type { Outcome, SocketAddress } from './observation.ts'
import type { Probe } from './probe.ts'

/**
 * Traffic that goes on while something else happens. `held`: what has begun goes on, on one TCP connection or from one
 * UDP source port, which the probe then names. `fresh`: a new connection or a new source port each time.
 */
export interface Flow {
  kind: 'held' | 'fresh'
  probe: Probe
}

/** Who answered, at which address, and as whom it saw the client. */
export interface FlowServer {
  identity: string
  local: SocketAddress
  /** The client as the server saw it, in its first answer: each `fresh` attempt has another port. */
  peer: SocketAddress
  /** Its first answer. */
  sinceMs: number
  /** How often; absent in older records. */
  answers?: number
}

/** A time without answers. */
export interface Gap {
  fromMs: number
  toMs: number
}

/** What one Flow showed. Times are milliseconds since the traffic began. */
export interface FlowReport {
  attempts: number
  answered: number
  /** Attempts that ended otherwise. */
  failed: Partial<Record<Outcome, number>>
  /** Everybody who answered, once each; who did so last is the last one. */
  servers: FlowServer[]
  /** How often it was another. */
  changes: number
  /** The longest time from one answer to the next, from the beginning to the first and from the last to the end. */
  longestGap: Gap
  /** From the last answer to the end; absent where it ended before, and in older records. */
  silentMs?: number
  /** How a held connection, or the Flow of a Pod that was deleted, ended before it was told to. */
  ended?: { outcome: Outcome; error?: string; atMs: number }
  /** The client's own end, as its kernel reported it last. */
  client?: SocketAddress
}

/** What all Flows of a time showed. */
export interface Traffic {
  /** In the order of the Flows. */
  reports: FlowReport[]
  /**
   * The longest time an agent stood still meanwhile, since it had no processor or was busy with something else. Servers
   * are agents too: no gap that is not longer says anything of the network.
   */
  longestPauseMs: number
}

/** Time from one attempt of a Flow to the next. */
export const flowIntervalMs = 100
/** Time an attempt of a Flow gets, but for a held connection, which waits for its answer. */
export const flowDeadlineMs = 1_000
