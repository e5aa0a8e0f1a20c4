import type { StructureFacts } from '../../properties/model/facts.ts'
import type { Network } from '../../properties/model/networks/network.ts'
import type { Observation } from '../../properties/model/observation.ts'
import { type PlaceId, placeKind, placeName } from '../../properties/model/place.ts'
import type { Probe } from '../../properties/model/probe.ts'
import type { Scenario } from '../../properties/model/scenario.ts'
import type { ClusterStatus } from '../../properties/model/status.ts'
import { nodeSpec, type Topology } from '../../properties/model/topology.ts'
import type { Captured, StartedCluster } from '../cluster.ts'
import { runInteractive } from '../host/process.ts'
import { currentProcess } from '../host/process-identity.ts'
import type { ClusterEntry } from '../ledger/entry.ts'
import { updateCluster } from '../ledger/ledger.ts'
import { raiseNeighbourTable, readThresholds } from '../ledger/neighbour-table.ts'
import { removeCluster } from '../ledger/remove-cluster.ts'
import type { Agents } from './agents.ts'
import { applyChange } from './apply.ts'
import { capture } from './capture.ts'
import { planChange } from './change.ts'
import { type Holder, insideHolder, isRoot } from './holder.ts'
import { hostOf, namespaceOf, namespacePath } from './namespace.ts'
import { isRoomy, neighboursNeeded, podsPerNode, thresholdsFor } from './neighbours.ts'
import { probeAll } from './probe.ts'
import { type LabState, statusOf } from './state.ts'
import { readLabStructure } from './structure.ts'

/** A cluster of network namespaces that runs, with its agents. */
export class LabCluster implements StartedCluster {
  readonly network: Network
  readonly #entry: ClusterEntry
  readonly #holder: Holder
  readonly #agents: Agents
  #state: LabState
  #damage: Error | undefined
  #stopped: Promise<void> | undefined

  constructor(network: Network, entry: ClusterEntry, holder: Holder, agents: Agents, state: LabState) {
    this.network = network
    this.#entry = entry
    this.#holder = holder
    this.#agents = agents
    this.#state = state
  }

  get name(): string {
    return this.#entry.name
  }

  get topology(): Topology {
    return this.#state.topology
  }

  get scenario(): Scenario {
    return this.#state.scenario
  }

  status(): ClusterStatus {
    return statusOf(this.network, this.#state)
  }

  /**
   * The signal counts until the first change: a change that has begun is carried through, it takes less than a second.
   * What cannot be done is found before anything changes. After a failure on the way nothing is known of the Pods any
   * more, and every later apply throws.
   */
  async apply(scenario: Scenario, signal: AbortSignal): Promise<ClusterStatus> {
    signal.throwIfAborted()
    if (this.#damage !== undefined) throw new Error(`cluster ${this.name} was damaged before`, { cause: this.#damage })
    const change = planChange(this.network, this.#state, scenario)
    await this.#makeRoomForNeighbours(scenario)
    // Killed in the middle, the ledger must not claim a state the cluster does not have.
    await this.#record(undefined)
    try {
      this.#state = await applyChange(this.network, this.#holder, this.#agents, change)
    } catch (error) {
      this.#damage = error as Error
      throw error
    }
    await this.#record(this.#state)
    return this.status()
  }

  probe(probes: readonly Probe[], signal: AbortSignal): Promise<Observation[]> {
    return probeAll(this.#agents, (place) => hostOf(this.scenario, place), probes, signal)
  }

  capture<T>(
    devices: readonly { place: PlaceId; device: string }[],
    action: () => Promise<T>,
    signal: AbortSignal,
  ): Promise<Captured<T>> {
    return capture(this.#agents, (place) => hostOf(this.scenario, place), devices, action, signal)
  }

  structure(signal: AbortSignal): Promise<StructureFacts> {
    return readLabStructure(this.#agents, this.#state, signal)
  }

  /** Throws Error for a Node or Pod the cluster does not have. */
  async execute(place: PlaceId, argv: readonly string[]): Promise<number> {
    if (placeKind(place) === 'node') nodeSpec(this.topology, placeName(place))
    const path = namespacePath(namespaceOf(this.scenario, place))
    const inside = ['nsenter', `--net=${path}`, '--', 'env', `--chdir=${process.cwd()}`, '--', ...argv]
    const [command, ...args] = insideHolder(this.#holder, inside)
    return runInteractive(command, args)
  }

  async detach(): Promise<void> {
    await this.#agents.stop()
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

  async #remove(): Promise<void> {
    await removeCluster({ ...this.#entry, holder: this.#holder })
    await this.#agents.stop()
  }

  async #record(state: LabState | undefined): Promise<void> {
    await updateCluster(this.#entry, ({ state: _old, ...entry }) => ({ ...entry, ...(state && { state }) }))
  }

  async #makeRoomForNeighbours(scenario: Scenario): Promise<void> {
    const current = readThresholds()
    const needed = neighboursNeeded(this.network, this.topology.nodes.length, podsPerNode(this.topology, scenario))
    if (current === undefined || isRoomy(current, needed) || !isRoot()) return
    await raiseNeighbourTable(this.#entry.id, thresholdsFor(needed))
  }
}
