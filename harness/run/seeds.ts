import fc from 'fast-check'
import { type PlacementBounds, scenarioArbitrary } from '../../properties/arbitraries/scenario.ts'
import { topologyArbitrary } from '../../properties/arbitraries/topology.ts'
import type { Network } from '../../properties/model/networks/network.ts'
import type { Scenario } from '../../properties/model/scenario.ts'
import type { Topology } from '../../properties/model/topology.ts'

/** The seed of one case of one network. */
export function mixedSeed(seed: number, network: Network, index: number): number {
  const mixed = [...network.name].reduce((hash, letter) => Math.imul(hash ^ letter.charCodeAt(0), 0x01000193), seed)
  return mixed + Math.imul(index + 1, 0x9e3779b1)
}

/** Draws one value: the same seed, network and index give the same one, whatever was drawn before. */
function draw<T>(arbitrary: fc.Arbitrary<T>, seed: number, network: Network, index: number): T {
  const [value] = fc.sample(arbitrary, { seed: mixedSeed(seed, network, index), numRuns: 1 })
  if (value === undefined) throw new Error('the generator drew nothing')
  return value
}

export function drawTopology(network: Network, seed: number, cluster: number, nodes: number | undefined): Topology {
  return draw(topologyArbitrary(network, nodes), seed, network, -1 - cluster)
}

export function drawScenario(
  network: Network,
  topology: Topology,
  seed: number,
  index: number,
  bounds: PlacementBounds,
): Scenario {
  return draw(scenarioArbitrary(topology, bounds), seed, network, index)
}
