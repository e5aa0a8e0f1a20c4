import type { Capabilities } from '../properties/model/capability.ts'
import type { ClusterFacts, PausedDaemon } from '../properties/model/cluster-facts.ts'
import type { Allowed } from '../properties/model/expectation.ts'
import type { StructureFacts } from '../properties/model/facts.ts'
import type { Flow, Traffic } from '../properties/model/flow.ts'
import type { Frame } from '../properties/model/frame.ts'
import type { Network } from '../properties/model/networks/network.ts'
import type { Observation, Seen } from '../properties/model/observation.ts'
import type { PlaceId } from '../properties/model/place.ts'
import type { Probe } from '../properties/model/probe.ts'
import type { Scenario } from '../properties/model/scenario.ts'
import type { IpvsScheduler, ProxyMode } from '../properties/model/services/proxy.ts'
import type { ClusterStatus } from '../properties/model/status.ts'
import type { Disturbance, Step } from '../properties/model/step.ts'
import type { Topology } from '../properties/model/topology.ts'
import type { CommandResult, CommandSpec } from './agent/protocol.ts'

/** What a cluster is asked to be. */
export interface ClusterRequest {
  /** Unique among the clusters of this machine. */
  name: string
  network: Network
  topology: Topology
  /** What implements Services; absent: the provider's own default, which in the lab is nothing: there `apply` makes Pods alone. */
  proxy?: ProxyMode
  /** With `proxy` ipvs: how it chooses endpoints; absent: kube-proxy's own default, rr. */
  ipvsScheduler?: IpvsScheduler
  /** true: the cluster outlives the command that makes it; `sweep` leaves it alone unless told `--all`. */
  keep: boolean
  /** Where a provider may write what its machines logged, when the start fails; nowhere by default. */
  logFolder?: string
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

/** How the network's daemon stood while `action` ran, and what that returned. */
export interface Paused<T> {
  daemon: PausedDaemon
  result: T
}

/** Traffic that went on while `action` ran, and what that returned. */
export interface WithTraffic<T> {
  traffic: Traffic
  result: T
}

/** What a probe may show, by its index in a batch. */
export type AllowedOf = (index: number) => readonly Allowed[] | undefined

export interface StartedCluster {
  readonly name: string
  readonly network: Network
  readonly topology: Topology
  /** What runs now; empty right after the start. */
  readonly scenario: Scenario
  /** Its Kubernetes, such as `v1.34.4`; undefined where there is none, as in the lab, or it does not tell. */
  readonly kubernetesVersion?: string | undefined
  /** What Steps may do here beside changing the scenario. */
  readonly disturbances: readonly Disturbance[]
  /** What the cluster says of itself now. */
  status(): ClusterStatus
  /** Makes the cluster hold exactly this scenario, as a difference from what runs; returns once every server listens. */
  apply(scenario: Scenario, signal: AbortSignal): Promise<ClusterStatus>
  /**
   * Makes every probe, one batch per agent, and returns the observations in the probes' order. `deadlineMs`: time of
   * each probe; 4,000 by default, since an unused address answers after about 3 s (datapath 0.9). `inTurn`: each agent
   * makes its probes one after the other; false by default.
   */
  probe(probes: readonly Probe[], signal: AbortSignal, deadlineMs?: number, inTurn?: boolean): Promise<Observation[]>
  /**
   * The same, but the agents compare with what each probe may show and keep what is as expected to themselves.
   * `allowedOf` is asked once for each probe, by its index, and says nothing where the Observation is wanted.
   */
  compare(probes: readonly Probe[], allowedOf: AllowedOf, signal: AbortSignal): Promise<Seen[]>
  /** Records frames on devices of places while `action` runs. */
  capture<T>(
    devices: readonly { place: PlaceId; device: string }[],
    action: () => Promise<T>,
    signal: AbortSignal,
  ): Promise<Captured<T>>
  /** Runs commands that only read, each in its place, and returns what they printed in the commands' order. */
  read(commands: readonly CommandSpec[], signal: AbortSignal): Promise<CommandResult[]>
  /** Reads devices, addresses, routes, neighbours and rules of every Node and Pod. */
  structure(signal: AbortSignal): Promise<StructureFacts>
  /** Reads what only a cluster of real Nodes has: their files and the Kubernetes API; undefined where Nodes are namespaces. */
  clusterFacts(signal: AbortSignal): Promise<ClusterFacts | undefined>
  /**
   * Runs `action` while the network's daemon stands still on every Node, and lets it go on whatever happens. Where there
   * is no daemon that may be paused the result is undefined and `action` is not run.
   */
  pauseDaemon<T>(action: () => Promise<T>): Promise<Paused<T> | undefined>
  /**
   * Keeps Flows going while `action` runs, and ends them whatever happens. Throws AgentError, or what `action` throws: an
   * agent that ends takes its Flows along.
   */
  keepFlowing<T>(flows: readonly Flow[], action: () => Promise<T>, signal: AbortSignal): Promise<WithTraffic<T>>
  /**
   * Carries out what a Step does beside changing the scenario (step.ts); `reuse-address` before the new Pod is applied.
   * Throws Error for one that is not among the `disturbances`.
   */
  disturb(step: Step, signal: AbortSignal): Promise<void>
  /** Runs a command in a Node or Pod with this process's own stdio; resolves with its exit code. */
  execute(place: PlaceId, argv: readonly string[]): Promise<number>
  /** Ends the agents and leaves the cluster running. */
  detach(): Promise<void>
  /** Removes the cluster and all that belongs to it. Safe to call twice. */
  stop(): Promise<void>
}

/** A bound on how long a cluster may take, and where it comes from. */
export interface ConvergenceBound {
  timeMs: number
  source: string
}

export interface ClusterProvider {
  readonly name: string
  /** Most Pods of the Pod network on one Node that a generated scenario may hold here. */
  readonly maxPodsPerNode: number
  /** Cases a run makes in one cluster before one of another topology takes its place: few where clusters are cheap. */
  readonly casesPerCluster: number
  /** false: all Nodes are neighbours on one L2 network, whatever segments the topology asks for. */
  readonly hasRouter: boolean
  /** false: podnet has no host outside the cluster, so that none can be an endpoint either. */
  readonly hasHostOutside: boolean
  /** What Steps may do beside changing the scenario, in clusters it starts. */
  readonly disturbances: readonly Disturbance[]
  /**
   * Most milliseconds from the last change of a history until the cluster does as the model says, and where that number
   * comes from.
   */
  readonly convergence: ConvergenceBound
  /** Everything that keeps this provider from working here (tool, permission), found before anything is created; empty when it works. */
  problems(): Promise<string[]>
  /** Problems of one request (name taken, neighbour table too small for `pods` Pods in all). */
  requestProblems(request: ClusterRequest, pods: number): Promise<string[]>
  capabilities(signal: AbortSignal): Promise<Capabilities>
  /** Nodes of every cluster, where they are not podnet's to choose; absent: as many as a request asks for. */
  nodeCount?(): Promise<number>
  /** Kubernetes of the clusters it starts, where that is known before; absent: there is none. */
  kubernetesVersion?(): Promise<string | undefined>
  /** Throws ClusterUnusable for what the user can put right and only the start could show. */
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

/** A cluster that cannot be checked as it is: an image it cannot pull, a device podnet does not know. Nothing is left there. */
export class ClusterUnusable extends Error {
  override name = 'ClusterUnusable'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(problems.join('\n'))
    this.problems = [...problems]
  }
}

/**
 * What the user brought to be checked did not come up: a CNI plugin or a daemon that ended with an error. The network was
 * not judged, and podnet has not failed.
 */
export class NetworkFailed extends Error {
  override name = 'NetworkFailed'
}
