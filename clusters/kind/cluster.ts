import type { StructureFacts } from '../../properties/model/facts.ts'
import type { Network } from '../../properties/model/networks/network.ts'
import type { Observation } from '../../properties/model/observation.ts'
import { nodePlace, type PlaceId, podPlace } from '../../properties/model/place.ts'
import type { Probe } from '../../properties/model/probe.ts'
import type { Scenario } from '../../properties/model/scenario.ts'
import type { ClusterStatus } from '../../properties/model/status.ts'
import type { Topology } from '../../properties/model/topology.ts'
import type { Captured, StartedCluster } from '../cluster.ts'
import { runInteractive } from '../host/process.ts'
import { currentProcess } from '../host/process-identity.ts'
import { capture } from '../lab/capture.ts'
import { hostOf } from '../lab/namespace.ts'
import { probeAll } from '../lab/probe.ts'
import type { ClusterEntry } from '../ledger/entry.ts'
import { updateCluster } from '../ledger/ledger.ts'
import { readStructure } from '../structure/read-structure.ts'
import { applyDifference, type Hands, planDifference } from './apply.ts'
import { removeKindCluster } from './cluster/remove.ts'
import { executeArguments } from './execute.ts'
import { externalContainer } from './names.ts'
import { makeRoomForNeighbours } from './neighbours.ts'
import type { Sandboxes } from './places.ts'
import { type KindState, statusOf } from './state.ts'

/** A kind cluster that runs, with its agents. */
export class KindCluster implements StartedCluster {
  readonly #entry: ClusterEntry
  readonly #hands: Hands
  #state: KindState
  #sandboxes: Sandboxes
  #damage: Error | undefined
  #stopped: Promise<void> | undefined

  constructor(entry: ClusterEntry, hands: Hands, state: KindState, sandboxes: Sandboxes) {
    this.#entry = entry
    this.#hands = hands
    this.#state = state
    this.#sandboxes = sandboxes
  }

  get name(): string {
    return this.#entry.name
  }

  get network(): Network {
    return this.#hands.network
  }

  get topology(): Topology {
    return this.#state.topology
  }

  get scenario(): Scenario {
    return this.#state.scenario
  }

  status(): ClusterStatus {
    return statusOf(this.#state)
  }

  /**
   * What cannot be done is found before anything changes. After a failure or an abort on the way nothing is known of
   * the Pods any more, and every later apply throws.
   */
  async apply(scenario: Scenario, signal: AbortSignal): Promise<ClusterStatus> {
    signal.throwIfAborted()
    if (this.#damage !== undefined) throw new Error(`cluster ${this.name} was damaged before`, { cause: this.#damage })
    const changes = planDifference(this.#state, scenario)
    await makeRoomForNeighbours(this.#entry.id, this.network, this.topology, scenario)
    // Killed in the middle, the ledger must not claim a state the cluster does not have.
    await this.#record({ networkWasAbsent: this.#state.networkWasAbsent })
    try {
      const applied = await applyDifference(this.#hands, this.#state, scenario, changes, signal)
      this.#state = applied.state
      this.#sandboxes = applied.sandboxes
    } catch (error) {
      this.#damage = error as Error
      throw error
    }
    await this.#record(this.#state)
    return this.status()
  }

  probe(probes: readonly Probe[], signal: AbortSignal): Promise<Observation[]> {
    return probeAll(this.#hands.agents, (place) => hostOf(this.scenario, place), probes, signal)
  }

  capture<T>(
    devices: readonly { place: PlaceId; device: string }[],
    action: () => Promise<T>,
    signal: AbortSignal,
  ): Promise<Captured<T>> {
    return capture(this.#hands.agents, (place) => hostOf(this.scenario, place), devices, action, signal)
  }

  structure(signal: AbortSignal): Promise<StructureFacts> {
    const places = this.topology.nodes.map(({ name }) => {
      const pods = this.scenario.pods.filter((pod) => pod.nodeName === name)
      return [name, [nodePlace(name), ...pods.map((pod) => podPlace(pod.name))]] as const
    })
    return readStructure(new Map(places), (commands) => this.#hands.agents.run(commands, signal))
  }

  async execute(place: PlaceId, argv: readonly string[]): Promise<number> {
    const external = externalContainer(this.#entry)
    const isTerminal = process.stdin.isTTY === true
    return runInteractive('docker', executeArguments(place, argv, this.#state, this.#sandboxes, external, isTerminal))
  }

  async detach(): Promise<void> {
    await this.#hands.agents.stop()
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
    await this.#hands.agents.stop()
    await removeKindCluster({ ...this.#entry, state: this.#state })
  }

  async #record(state: object): Promise<void> {
    await updateCluster(this.#entry, (entry) => ({ ...entry, state }))
  }
}
