import type { ClusterFacts } from '../../properties/model/cluster-facts.ts'
import type { StructureFacts } from '../../properties/model/facts.ts'
import type { Flow } from '../../properties/model/flow.ts'
import type { Network } from '../../properties/model/networks/network.ts'
import type { Observation, Seen } from '../../properties/model/observation.ts'
import type { PlaceId } from '../../properties/model/place.ts'
import type { Probe } from '../../properties/model/probe.ts'
import type { Scenario } from '../../properties/model/scenario.ts'
import type { ClusterStatus } from '../../properties/model/status.ts'
import { type Disturbance, disturbanceOf, type Step } from '../../properties/model/step.ts'
import type { Topology } from '../../properties/model/topology.ts'
import type { CommandResult, CommandSpec } from '../agent/protocol.ts'
import type { Agents } from '../agents/agents.ts'
import { capture } from '../agents/capture.ts'
import { keepFlowing } from '../agents/flows.ts'
import { hostOf, hostsIn } from '../agents/hosts.ts'
import { pauseWhile } from '../agents/pause.ts'
import { compareAll, inFlightOf, probeAll } from '../agents/probe.ts'
import { readAll } from '../agents/read.ts'
import { readStructureOf } from '../agents/structure.ts'
import type { AllowedOf, Captured, Paused, StartedCluster, WithTraffic } from '../cluster.ts'
import { runInteractive } from '../host/process.ts'
import { currentProcess } from '../host/process-identity.ts'
import type { ClusterEntry } from '../ledger/entry.ts'
import { updateCluster } from '../ledger/ledger.ts'
import { makeRoomForNeighbours } from './neighbours.ts'
import { oldNames } from './old-names.ts'

/** What the ledger keeps of a cluster, whatever it is made of. */
export interface RunningState {
  topology: Topology
  scenario: Scenario
}

/** What makes the clusters of one provider: how they change, and what their state says. */
export interface Machinery<State extends RunningState> {
  network: Network
  agents: Agents
  /** true: the Nodes do not share this machine's kernel, and its neighbour table is not theirs. */
  ownKernels?: boolean
  statusOf(state: State): ClusterStatus
  /**
   * Works a change out; the returned function carries it out and returns the new state once every server listens.
   * Throws Error for what cannot be done, before anything has changed.
   */
  plan(state: State, scenario: Scenario): (signal: AbortSignal) => Promise<State>
  /** What the ledger must know to remove the cluster while its state is on the way. */
  trace(state: State): object | undefined
  /** The command that runs another one in a place. Throws Error for a Node or Pod the cluster does not have. */
  command(state: State, place: PlaceId, argv: readonly string[]): [string, ...string[]]
  /** Reads what only real Nodes have; absent where they are namespaces. */
  clusterFacts?(state: State, signal: AbortSignal): Promise<ClusterFacts>
  /** Program of the network's daemon, which may be paused; absent where none runs. */
  daemon?: string | undefined
  /** Its Kubernetes; absent where there is none. */
  kubernetesVersion?(state: State): string | undefined
  /** What `disturb` carries out; nothing where absent. */
  disturbances?(state: State): readonly Disturbance[]
  /** Carries out what a Step does beside changing the scenario; absent where nothing of it is possible. */
  disturb?(state: State, step: Step, signal: AbortSignal): Promise<State>
  /** Ends what only the agents can end, before they themselves end; absent where there is nothing. */
  release?(state: State): Promise<void>
  /** Removes everything but the agents. */
  remove(entry: ClusterEntry): Promise<unknown>
}

/** A cluster that runs, with its agents. */
export class RunningCluster<State extends RunningState> implements StartedCluster {
  readonly #entry: ClusterEntry
  readonly #machinery: Machinery<State>
  #state: State
  #damage: Error | undefined
  readonly #names = oldNames()
  #stopped: Promise<void> | undefined

  constructor(entry: ClusterEntry, machinery: Machinery<State>, state: State) {
    this.#entry = entry
    this.#machinery = machinery
    this.#state = state
  }

  get name(): string {
    return this.#entry.name
  }

  get network(): Network {
    return this.#machinery.network
  }

  get topology(): Topology {
    return this.#state.topology
  }

  get scenario(): Scenario {
    return this.#state.scenario
  }

  get kubernetesVersion(): string | undefined {
    return this.#machinery.kubernetesVersion?.(this.#state)
  }

  get disturbances(): readonly Disturbance[] {
    return this.#machinery.disturbances?.(this.#state) ?? []
  }

  status(): ClusterStatus {
    return this.#machinery.statusOf(this.#state)
  }

  /**
   * What cannot be done is found before anything changes. After a failure or an abort on the way nothing is known of
   * the Pods any more, and every later apply throws.
   */
  async apply(scenario: Scenario, signal: AbortSignal): Promise<ClusterStatus> {
    signal.throwIfAborted()
    if (this.#damage !== undefined) throw new Error(`cluster ${this.name} was damaged before`, { cause: this.#damage })
    const change = this.#machinery.plan(this.#state, scenario)
    if (!this.#machinery.ownKernels) {
      await makeRoomForNeighbours(this.#entry.id, this.network, this.topology, scenario)
    }
    // Killed in the middle, the ledger must not claim a state the cluster does not have.
    await this.#record(this.#machinery.trace(this.#state))
    try {
      // What an agent that has ended served will never listen: nothing is worth waiting for.
      this.#state = await change(AbortSignal.any([signal, this.#machinery.agents.ended]))
    } catch (error) {
      this.#damage = error as Error
      // Where an agent has ended, the rest follows from it: after a restart of the engine the API server is there again,
      // and refuses those whose roles it has not read yet.
      const { ended } = this.#machinery.agents
      throw ended.aborted && !signal.aborted ? ended.reason : error
    }
    this.#names.changed()
    await this.#record(this.#state)
    return this.status()
  }

  async probe(
    probes: readonly Probe[],
    signal: AbortSignal,
    deadlineMs?: number,
    inTurn?: boolean,
  ): Promise<Observation[]> {
    await this.#names.settle(this.status().dns, probes, signal)
    return probeAll(this.#machinery.agents, hostsIn(this.scenario), probes, signal, {
      ...(deadlineMs !== undefined && { deadlineMs }),
      inFlight: inTurn === true ? 1 : inFlightOf(this.network),
    })
  }

  async compare(probes: readonly Probe[], allowedOf: AllowedOf, signal: AbortSignal): Promise<Seen[]> {
    await this.#names.settle(this.status().dns, probes, signal)
    return compareAll(this.#machinery.agents, hostsIn(this.scenario), probes, allowedOf, signal, {
      inFlight: inFlightOf(this.network),
    })
  }

  capture<T>(
    devices: readonly { place: PlaceId; device: string }[],
    action: () => Promise<T>,
    signal: AbortSignal,
  ): Promise<Captured<T>> {
    return capture(this.#machinery.agents, (place) => hostOf(this.scenario, place), devices, action, signal)
  }

  read(commands: readonly CommandSpec[], signal: AbortSignal): Promise<CommandResult[]> {
    return readAll(this.#machinery.agents, hostsIn(this.scenario), commands, signal)
  }

  structure(signal: AbortSignal): Promise<StructureFacts> {
    return readStructureOf(this.#machinery.agents, this.#state, signal)
  }

  async clusterFacts(signal: AbortSignal): Promise<ClusterFacts | undefined> {
    return this.#machinery.clusterFacts?.(this.#state, signal)
  }

  async pauseDaemon<T>(action: () => Promise<T>): Promise<Paused<T> | undefined> {
    const { agents, daemon } = this.#machinery
    if (daemon === undefined) return undefined
    const nodeNames = this.topology.nodes.map(({ name }) => name)
    return pauseWhile(agents, nodeNames, daemon, action)
  }

  keepFlowing<T>(flows: readonly Flow[], action: () => Promise<T>, signal: AbortSignal): Promise<WithTraffic<T>> {
    return keepFlowing(this.#machinery.agents, hostsIn(this.scenario), flows, action, signal)
  }

  async disturb(step: Step, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    const { disturb } = this.#machinery
    if (disturb === undefined) throw new Error(`cluster ${this.name} cannot carry out ${disturbanceOf(step)}`)
    this.#state = await disturb(this.#state, step, signal)
    this.#names.changed()
    await this.#record(this.#state)
  }

  async execute(place: PlaceId, argv: readonly string[]): Promise<number> {
    const [command, ...args] = this.#machinery.command(this.#state, place, argv)
    return runInteractive(command, args)
  }

  async detach(): Promise<void> {
    await this.#machinery.agents.stop()
    const own = currentProcess()
    await updateCluster(this.#entry, (entry) => ({
      ...entry,
      users: entry.users.filter((user) => user.pid !== own.pid || user.startTime !== own.startTime),
    }))
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#remove()
    return this.#stopped
  }

  /** Agents may be what holds a cluster's namespaces, so that they end at the same time. */
  async #remove(): Promise<void> {
    await this.#machinery.release?.(this.#state).catch(() => {
      // An agent that has ended can end nothing; the rest is removed all the same.
    })
    const agents = this.#machinery.agents.stop()
    await this.#machinery.remove({ ...this.#entry, state: this.#state })
    await agents
  }

  async #record(state: object | undefined): Promise<void> {
    await updateCluster(this.#entry, ({ state: _old, ...entry }) => ({ ...entry, ...(state && { state }) }))
  }
}
