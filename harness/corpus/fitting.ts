import type { ClusterProvider } from '../../clusters/cluster.ts'
import { needsHostOutside, needsOtherNodes } from '../commands/node-problems.ts'
import type { CheckOptions } from '../run/options.ts'
import type { Subject } from '../run/plan-cases.ts'
import type { CorpusEntry } from './corpus.ts'

/** Nodes of the largest cluster that is made for the corpus alone. */
const mostNodes = 5

/**
 * The corpus entries that run before a profile's generated cases: those of its network and proxy, whose property is checked,
 * where the sizes of clusters and placements are podnet's to choose.
 */
export function fittingEntries(
  options: CheckOptions,
  { network, proxy }: Subject,
  provider: Pick<ClusterProvider, 'maxPodsPerNode' | 'disturbances' | 'hasHostOutside'>,
): CorpusEntry[] {
  const { corpus, cluster, replay, podsPerNode, pairs, nodes = mostNodes, ipvsScheduler = 'rr' } = options
  if (corpus === undefined || [cluster, replay, podsPerNode, pairs].some((asked) => asked !== undefined)) return []
  return corpus.entries.filter(
    (entry) =>
      entry.network === network.name &&
      (entry.proxy === undefined || entry.proxy === proxy) &&
      (entry.proxy !== 'ipvs' || (entry.ipvsScheduler ?? 'rr') === ipvsScheduler) &&
      entry.nodes <= nodes &&
      (!needsHostOutside(entry.scenario) || provider.hasHostOutside) &&
      (!needsOtherNodes(entry.scenario) || provider.disturbances.includes('change-nodes')) &&
      mostPodsOnANode(entry) <= provider.maxPodsPerNode &&
      options.properties.includes(entry.failure.property),
  )
}

/** Nodes that a cluster must have for all of them. */
export const nodesFor = (entries: readonly CorpusEntry[]): number => Math.max(0, ...entries.map(({ nodes }) => nodes))

function mostPodsOnANode({ scenario }: CorpusEntry): number {
  const own = scenario.pods.filter(({ hostNetwork }) => !hostNetwork)
  return Math.max(0, ...[...Map.groupBy(own, ({ nodeName }) => nodeName).values()].map(({ length }) => length))
}
