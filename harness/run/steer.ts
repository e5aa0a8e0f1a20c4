import type { PlacementBounds } from '../../properties/arbitraries/scenario.ts'
import { scenarioFeatures } from '../../properties/coverage/scenario-features.ts'
import type { Network } from '../../properties/model/networks/network.ts'
import type { Scenario } from '../../properties/model/scenario.ts'
import type { Topology } from '../../properties/model/topology.ts'
import { drawScenario } from './seeds.ts'

/** What the scenarios of a profile's cases are drawn from. */
export interface ScenarioSource {
  network: Network
  seed: number
  bounds: PlacementBounds
  /** Index of the first case that is generated. */
  first: number
  topologyOf(index: number): Topology
}

/** Scenarios drawn for a steered case, of which one is taken. */
const candidates = 24

/**
 * The scenarios of cases, steered to what cases before lacked: every second case is the one of several draws that has most
 * that no case before had; the others are as drawn, so that plain scenarios stay as frequent as they are. What a case
 * is follows from the source and its index alone, whatever was run: the choices before it are made again.
 */
export function steeredScenarios(source: ScenarioSource): (index: number) => Scenario {
  const { network, seed, bounds, first, topologyOf } = source
  const had = new Set<string>()
  const taken: number[] = []
  return (index) => {
    for (let next = first + taken.length; next <= index; next += 1) take(next)
    return draw(index, taken[index - first] ?? 0)
  }

  function draw(index: number, candidate: number): Scenario {
    return drawScenario(network, topologyOf(index), seed + candidate * 0x1000193, index, bounds)
  }

  function take(index: number): void {
    const topology = topologyOf(index)
    const drawn = Array.from({ length: index % 2 === 1 ? candidates : 1 }, (_, candidate) =>
      scenarioFeatures(topology, draw(index, candidate)),
    )
    const news = drawn.map((features) => [...features].filter((feature) => !had.has(feature)).length)
    const best = news.indexOf(Math.max(...news))
    taken.push(best)
    for (const feature of drawn[best] ?? []) had.add(feature)
  }
}
