import fc from 'fast-check'
import { type PlacementBounds, scenarioArbitrary } from '../../properties/arbitraries/scenario.ts'
import { topologyArbitrary } from '../../properties/arbitraries/topology.ts'
import type { Network } from '../../properties/model/networks/network.ts'
import type { Scenario } from '../../properties/model/scenario.ts'
import type { Topology } from '../../properties/model/topology.ts'

/** Cases that share a cluster before one of another topology takes its place. */
export const casesPerCluster = 10

/** Draws one value: the same seed and index give the same one, whatever was drawn before. */
function draw<T>(arbitrary: fc.Arbitrary<T>, seed: number, index: number): T {
  const [value] = fc.sample(arbitrary, { seed: seed + Math.imul(index + 1, 0x9e3779b1), numRuns: 1 })
  if (value === undefined) throw new Error('the generator drew nothing')
  return value
}

export function drawTopology(network: Network, seed: number, cluster: number, nodes: number | undefined): Topology {
  return draw(topologyArbitrary(network, nodes), seed, -1 - cluster)
}

export function drawScenario(topology: Topology, seed: number, index: number, bounds: PlacementBounds): Scenario {
  return draw(scenarioArbitrary(topology, bounds), seed, index)
}
