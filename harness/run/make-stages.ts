import type { StartedCluster } from '../../clusters/cluster.ts'
import { type Clock, systemClock } from '../../clusters/host/clock.ts'
import type { Scenario } from '../../properties/model/scenario.ts'
import { makeWorld, type World } from '../../properties/model/world.ts'
import type { Property, StageResult } from '../../properties/property.ts'
import { pairUp } from './plan-probes.ts'
import { probeUnderLoad } from './probe-under-load.ts'

/** What each property's stages showed; properties without any are left out. */
export type MadeStages = ReadonlyMap<Property, readonly StageResult[]>

/**
 * Makes the stages of each property, one after the other. Where one asks for another scenario, the cluster holds that of
 * `world` again before the next property's begin and when all are made.
 */
export async function makeStages(
  cluster: StartedCluster,
  world: World,
  properties: readonly Property[],
  signal: AbortSignal,
  clock: Clock = systemClock,
): Promise<MadeStages> {
  const made = new Map<Property, readonly StageResult[]>()
  for (const property of properties) {
    const stages = property.stages?.(world) ?? []
    if (stages.length === 0) continue
    const results: StageResult[] = []
    let held = world
    for (const { scenario, waitMs, inTurn, holds, probes } of stages) {
      signal.throwIfAborted()
      if (scenario !== undefined) held = await hold(cluster, world, scenario, signal)
      if (waitMs !== undefined) await clock.wait(waitMs, signal)
      const asked = probes(held)
      const beganMs = clock.nowMs()
      const ask = async () => (asked.length === 0 ? [] : cluster.probe(asked, signal, undefined, inTurn))
      const { seen, ...load } =
        holds === undefined ? { seen: await ask() } : await probeUnderLoad(cluster, holds(held), ask, signal)
      results.push({ world: held, exchanges: pairUp(asked, seen), beganMs, endedMs: clock.nowMs(), ...load })
    }
    if (held !== world) await cluster.apply(world.scenario, signal)
    made.set(property, results)
  }
  return made
}

async function hold(cluster: StartedCluster, before: World, scenario: Scenario, signal: AbortSignal): Promise<World> {
  const status = await cluster.apply(scenario, signal)
  return makeWorld(before.network, before.wholeTopology, scenario, status, before.sample)
}
