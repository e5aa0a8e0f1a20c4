import { isDeepStrictEqual } from 'node:util'
import type { ClusterProvider } from '../../clusters/cluster.ts'
import type { Topology } from '../../properties/model/topology.ts'
import { needsHostOutside, needsOtherNodes } from '../commands/node-problems.ts'
import type { CheckOptions } from '../run/options.ts'
import type { Subject } from '../run/plan-cases.ts'
import type { CorpusEntry } from './corpus.ts'

/** Nodes of the largest cluster that is made for the corpus alone. */
const mostNodes = 5

type Makes = Pick<ClusterProvider, 'name' | 'maxPodsPerNode' | 'disturbances' | 'hasHostOutside' | 'hasRouter'>

/** The corpus entries that run before a profile's generated cases. */
export function fittingEntries(options: CheckOptions, subject: Subject, provider: Makes): CorpusEntry[] {
  return relevantEntries(options, subject).filter((entry) => whyNot(entry, options, provider) === undefined)
}

/** Those that would, but cannot: `NAMES: why`. */
export function leftOutEntries(options: CheckOptions, subject: Subject, provider: Makes): string[] {
  const reasons = Map.groupBy(relevantEntries(options, subject), (entry) => whyNot(entry, options, provider))
  return [...reasons].flatMap(([reason, entries]) =>
    reason === undefined ? [] : [`${entries.map(({ name }) => name).join(', ')}: ${reason}`],
  )
}

/** Those of the profile's network and proxy whose property is checked. A running cluster and a replayed file have scenarios of their own. */
function relevantEntries(options: CheckOptions, { network, proxy }: Subject): CorpusEntry[] {
  const { corpus, cluster, replay, ipvsScheduler = 'rr' } = options
  if (corpus === undefined || cluster !== undefined || replay !== undefined) return []
  return corpus.entries.filter(
    (entry) =>
      entry.network === network.name &&
      (entry.proxy === undefined || entry.proxy === proxy) &&
      (entry.proxy !== 'ipvs' || (entry.ipvsScheduler ?? 'rr') === ipvsScheduler) &&
      options.properties.includes(entry.failure.property),
  )
}

function whyNot(
  entry: CorpusEntry,
  { podsPerNode, pairs, nodes = mostNodes }: CheckOptions,
  provider: Makes,
): string | undefined {
  const { scenario, topology } = entry
  if (podsPerNode !== undefined) return '--pods says how many Pods there are'
  if (pairs !== undefined) return '--pairs samples generated cases'
  if (entry.nodes > nodes) return `it has more than ${nodes} Nodes`
  if (needsHostOutside(scenario) && !provider.hasHostOutside) return 'podnet has no host outside this cluster'
  if (needsOtherNodes(scenario) && !provider.disturbances.includes('change-nodes'))
    return `Nodes of the provider ${provider.name} do not come and go`
  if (!provider.hasRouter && topology?.nodes.some(({ segment }) => segment !== 0))
    return `Nodes of the provider ${provider.name} all lie in one segment`
  if (mostPodsOnANode(entry) > provider.maxPodsPerNode)
    return `it has more than ${provider.maxPodsPerNode} Pods on a Node`
  return undefined
}

/**
 * Whether a cluster is what the entry failed in: its Nodes lie where they lay, in the same ranges. Without a router it is the
 * same for all that it can carry.
 */
export function runsIn(topology: Topology, { topology: wanted }: CorpusEntry, { hasRouter }: Makes): boolean {
  if (wanted === undefined || !hasRouter) return true
  const nodes = topology.nodes.slice(0, wanted.nodes.length)
  return isDeepStrictEqual(fixedPart({ ...topology, nodes }), fixedPart(wanted))
}

const fixedPart = ({ podCIDR, serviceCIDR, uplinkMtuBytes, nodes }: Topology) => ({
  podCIDR,
  serviceCIDR,
  uplinkMtuBytes,
  nodes: nodes.map(({ name, segment, podCIDR }) => ({ name, segment, podCIDR })),
})

/** Nodes that a cluster must have for all of them. */
export const nodesFor = (entries: readonly CorpusEntry[]): number => Math.max(0, ...entries.map(({ nodes }) => nodes))

function mostPodsOnANode({ scenario }: CorpusEntry): number {
  const own = scenario.pods.filter(({ hostNetwork }) => !hostNetwork)
  return Math.max(0, ...[...Map.groupBy(own, ({ nodeName }) => nodeName).values()].map(({ length }) => length))
}
