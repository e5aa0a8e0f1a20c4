import type { Capabilities } from '../properties/model/capability.ts'
import type { StructureFacts } from '../properties/model/facts.ts'
import type { Frame } from '../properties/model/frame.ts'
import type { Network } from '../properties/model/networks/network.ts'
import type { Observation } from '../properties/model/observation.ts'
import type { PlaceId } from '../properties/model/place.ts'
import type { Probe } from '../properties/model/probe.ts'
import type { Scenario } from '../properties/model/scenario.ts'
import type { ClusterStatus } from '../properties/model/status.ts'
import type { Topology } from '../properties/model/topology.ts'

/** What a cluster is asked to be. */
export interface ClusterRequest {
  /** Unique among the clusters of this machine. */
  name: string
  network: Network
  topology: Topology
  /** true: the cluster outlives the command that makes it; `sweep` leaves it alone unless told `--all`. */
  keep: boolean
}

export interface ClusterSummary {
  name: string
  provider: string
  network: string
  nodes: number
  /** ISO time. */
  createdAt: string
  /** `running`; `broken`: the ledger names it but it is gone or incomplete. */
  state: 'running' | 'broken'
  kept: boolean
}

/** Frames seen while `action` ran. */
export interface Captured<T> {
  frames: Frame[]
  /** Frames the kernel or the agent had no room for; not 0: a missing frame proves nothing. */
  droppedFrames: number
  result: T
}

export interface StartedCluster {
  readonly name: string
  readonly network: Network
  readonly topology: Topology
  /** What runs now; empty right after the start. */
  readonly scenario: Scenario
  /** What the cluster says of itself now. */
  status(): ClusterStatus
  /** Makes the cluster hold exactly this scenario, as a difference from what runs; returns once every server listens. */
  apply(scenario: Scenario, signal: AbortSignal): Promise<ClusterStatus>
  /** Makes every probe, one batch per agent, and returns the observations in the probes' order. */
  probe(probes: readonly Probe[], signal: AbortSignal): Promise<Observation[]>
  /** Records frames on devices of places while `action` runs. */
  capture<T>(
    devices: readonly { place: PlaceId; device: string }[],
    action: () => Promise<T>,
    signal: AbortSignal,
  ): Promise<Captured<T>>
  /** Reads devices, addresses, routes, neighbours and rules of every Node and Pod. */
  structure(signal: AbortSignal): Promise<StructureFacts>
  /** Runs a command in a Node or Pod with this process's own stdio; resolves with its exit code. */
  execute(place: PlaceId, argv: readonly string[]): Promise<number>
  /** Ends the agents and leaves the cluster running. */
  detach(): Promise<void>
  /** Removes the cluster and all that belongs to it. Safe to call twice. */
  stop(): Promise<void>
}

export interface ClusterProvider {
  readonly name: string
  /** Most Pods of the Pod network on one Node that a generated scenario may hold here. */
  readonly maxPodsPerNode: number
  /** Cases a run makes in one cluster before one of another topology takes its place: few where clusters are cheap. */
  readonly casesPerCluster: number
  /** false: all Nodes are neighbours on one L2 network, whatever segments the topology asks for. */
  readonly hasRouter: boolean
  /** Everything that keeps this provider from working here (tool, permission), found before anything is created; empty when it works. */
  problems(): Promise<string[]>
  /** Problems of one request (name taken, neighbour table too small for `pods` Pods in all). */
  requestProblems(request: ClusterRequest, pods: number): Promise<string[]>
  capabilities(signal: AbortSignal): Promise<Capabilities>
  start(request: ClusterRequest, signal: AbortSignal): Promise<StartedCluster>
  /** Finds a running cluster by name. Throws ClusterNotFound. */
  attach(name: string, signal: AbortSignal): Promise<StartedCluster>
  list(): Promise<ClusterSummary[]>
  /** Removes a cluster by name, also one that is broken. Throws ClusterNotFound. */
  remove(name: string): Promise<void>
}

export class ClusterNotFound extends Error {
  override name = 'ClusterNotFound'
}
