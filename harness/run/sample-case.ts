import type { Network } from '../../properties/model/networks/network.ts'
import type { Scenario } from '../../properties/model/scenario.ts'
import { presentNodes, type Topology } from '../../properties/model/topology.ts'
import type { Property } from '../../properties/property.ts'
import { type Sampled, samplePairs } from '../../properties/sample/sample-pairs.ts'
import type { CheckOptions } from './options.ts'
import type { PlannedCase } from './plan-cases.ts'
import { mixedSeed } from './seeds.ts'

/** How many pairs a case may probe, and the seed that chooses them. */
export interface SampleRequest {
  pairs: number
  seed: number
}

/** What decides which pairs a case could probe, known before its cluster is. */
export interface SampledCase {
  cluster: { network: Network; topology: Topology }
  scenario: Scenario
  properties: readonly Property[]
  slow: boolean
  sample?: SampleRequest
}

/** The sample of a case, where it asks for one. */
export function sampleCase({ cluster, scenario, properties, slow, sample }: SampledCase): Sampled | undefined {
  if (sample === undefined) return undefined
  const classes = properties.flatMap(({ pairs = [], slowPairs = [] }) => [...pairs, ...(slow ? slowPairs : [])])
  const { network } = cluster
  const topology = presentNodes(cluster.topology, scenario)
  return samplePairs({ network, topology, scenario, classes }, sample.pairs, sample.seed)
}

/** How the case of this index is sampled. */
export function sampleRequest(
  { pairs, seed }: Pick<CheckOptions, 'pairs' | 'seed'>,
  network: Network,
  index: number,
): SampleRequest | undefined {
  return pairs === undefined ? undefined : { pairs, seed: mixedSeed(seed, network, index) }
}

/** What is wrong with a budget that cannot hit every class of pairs and every Node of cases that are known beforehand. */
export function budgetProblems(
  options: Pick<CheckOptions, 'pairs' | 'seed'>,
  properties: readonly Property[],
  network: Network,
  cases: readonly PlannedCase[],
): string[] {
  const { pairs = 0 } = options
  const least = cases.map(({ index, topology, scenario, slow }) => {
    const sample = sampleRequest(options, network, index)
    return sampleCase({ cluster: { network, topology }, scenario, properties, slow, ...(sample && { sample }) })?.least
  })
  const most = Math.max(...least.map((needed) => needed ?? 0))
  return most <= pairs
    ? []
    : [`--pairs ${pairs}: ${network.name} needs ${most} pairs to hit every class of pairs and every Node`]
}
