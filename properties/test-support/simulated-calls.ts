import { type Allowed, expect as expectation } from '../model/expectation.ts'
import type { Observation } from '../model/observation.ts'
import { placeName } from '../model/place.ts'
import type { Probe } from '../model/probe.ts'
import { affinityOf } from '../model/services/affinity.ts'
import type { World } from '../model/world.ts'
import type { Evidence, Property, StageResult } from '../property.ts'
import { labEvidence } from './cluster-facts.ts'

/** Says how a probe ended; undefined leaves it to the healthy cluster. */
export type Fault = (probe: Probe, healthy: Observation) => Partial<Observation> | undefined

/** Chooses among the allowed ways of a probe in the cluster's place. */
export type Pick = (probe: Probe, ways: readonly Allowed[]) => Allowed | undefined

/**
 * For tests: a cluster that answers each probe in one of the allowed ways, in turn, and keeps clients where affinity
 * does. Time passes by what stages wait for.
 */
export class SimulatedCluster {
  readonly #fault: Fault
  readonly #pick: Pick | undefined
  readonly #homes = new Map<string, string>()
  #turn = 0

  constructor(fault: Fault = () => undefined, pick?: Pick) {
    this.#fault = fault
    this.#pick = pick
  }

  observe(world: World, probe: Probe): Observation {
    const { allowed } = expectation(world, probe)
    const key = affinityOf(world, probe)?.key
    const home = key === undefined ? undefined : this.#homes.get(key)
    // A step that shares no factor with the numbers of endpoints and of callers in tests.
    this.#turn += 7
    const way =
      this.#pick?.(probe, allowed) ??
      allowed.find(({ server }) => server !== undefined && server === home) ??
      allowed[this.#turn % allowed.length]
    if (way === undefined) throw new Error('nothing is allowed')
    if (key !== undefined && way.server !== undefined) this.#homes.set(key, way.server)
    const port = probe.sourcePort ?? 40_000
    const client = { address: world.pods.get(placeName(probe.client))?.ip ?? '172.30.0.11', port }
    const { outcome, server, destination, source = '' } = way
    const answered =
      server === undefined
        ? {}
        : { server: { identity: server, local: destination ?? probe.target, peer: { address: source, port } } }
    const healthy: Observation = { outcome, client, durationMs: 1, ...answered }
    return { ...healthy, ...this.#fault(probe, healthy) }
  }

  /** Everything the property asks for, slow probes and stages among it, as evidence. */
  evidence(
    property: Property,
    world: World,
    worldOfStage: (held: Parameters<NonNullable<Property['stages']>>[0]['scenario']) => World,
  ): Evidence {
    const probes = [...(property.probes?.(world) ?? []), ...(property.slowProbes?.(world) ?? [])]
    const exchanges = probes.map((probe): [Probe, Observation] => [probe, this.observe(world, probe)])
    const stages: StageResult[] = []
    let nowMs = 0
    let held = world
    for (const { scenario, waitMs = 0, probes } of property.stages?.(world) ?? []) {
      held = scenario === undefined ? held : worldOfStage(scenario)
      nowMs += waitMs
      if (waitMs > 5_000) this.#homes.clear()
      const beganMs = nowMs
      const made = probes(held).map((probe): [Probe, Observation] => [probe, this.observe(held, probe)])
      nowMs += 100
      stages.push({ world: held, exchanges: made, beganMs, endedMs: nowMs })
    }
    return { ...labEvidence(world), exchanges, ...(stages.length > 0 && { stages }) }
  }
}
