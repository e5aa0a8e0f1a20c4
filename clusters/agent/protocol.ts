import type { Comparison, ExpectationTable } from '../../properties/model/comparison.ts'
import type { Flow, Traffic } from '../../properties/model/flow.ts'
import type { Observation } from '../../properties/model/observation.ts'
import type { PlaceId } from '../../properties/model/place.ts'
import type { Probe } from '../../properties/model/probe.ts'
import type { Zone } from './zone.ts'

/**
 * The agent's language: newline-delimited JSON over stdin and stdout, one request at a time, one response each,
 * in order. The network under test never carries it (design: control channel).
 */
export type Request =
  | { kind: 'enter'; places: { place: PlaceId; namespacePath: string }[] }
  | { kind: 'leave'; places: PlaceId[] }
  | { kind: 'listen'; servers: ServerSpec[] }
  | { kind: 'probe'; probes: Probe[]; deadlineMs: number; inFlight: number }
  /** Probes to be compared with what they may show: the response leaves out what is as expected. */
  | ({ kind: 'compare'; probes: Probe[]; deadlineMs: number; inFlight: number } & ExpectationTable)
  | { kind: 'run'; commands: CommandSpec[] }
  | { kind: 'write'; files: { place: PlaceId; path: string; content: string }[] }
  | { kind: 'capture-start'; captures: CaptureSpec[] }
  | { kind: 'capture-stop' }
  /** Traffic that goes on beside further requests until it is stopped; answered once each Flow was tried. */
  | { kind: 'flows-start'; flows: Flow[] }
  | { kind: 'flows-stop' }
  /** How long the agent has stood still so far. */
  | { kind: 'standstill' }

/** A server of the agent: answers each exchange with its identity, its own end and the peer's. */
export interface ServerSpec {
  place: PlaceId
  /** `pod/NAME/CONTAINER`, `pod/NAME/loopback`, `node/NAME` or `external`. */
  identity: string
  protocol: 'tcp' | 'udp'
  /** UDP servers are bound to one address each: one bound to the wildcard may answer from another one (datapath 0.5). */
  address: string
  port: number
  /** It is a DNS server instead, and knows this. */
  zone?: Zone
}

/** A command run in a place's network namespace, without a shell. */
export interface CommandSpec {
  place: PlaceId
  argv: string[]
  input?: string
}

export interface CommandResult {
  exitCode: number
  stdout: string
  stderr: string
}

/** Frames of one device, from `capture-start` to `capture-stop`. */
export interface CaptureSpec {
  place: PlaceId
  device: string
  /** Bytes kept of each frame; 160 by default. */
  snapBytes?: number
}

export interface CapturedFrame {
  place: PlaceId
  device: string
  /** `out`: sent by this namespace. */
  direction: 'in' | 'out'
  /** Milliseconds since `capture-start`. */
  timeMs: number
  /** Length on the wire. */
  bytes: number
  /** The first `snapBytes` bytes, base64. */
  data: string
}

export type Response =
  | { kind: 'done' }
  | { kind: 'observations'; observations: Observation[] }
  | ({ kind: 'compared' } & Comparison)
  | { kind: 'results'; results: CommandResult[] }
  | { kind: 'frames'; frames: CapturedFrame[]; droppedFrames: number }
  | ({ kind: 'traffic' } & Traffic)
  /** Milliseconds since the agent's start in which it had no processor, or was busy with one thing (EventLoop). */
  | { kind: 'standstill'; totalMs: number }
  /** The request could not be carried out; `errno` where a system call said so. */
  | { kind: 'error'; message: string; errno?: string }

/** First line the agent writes. A changed `startId` means that the agent was restarted and its servers are gone. */
export interface Hello {
  kind: 'hello'
  protocol: 1
  pid: number
  startId: string
}
