import { join } from 'node:path'
import type { ClusterProvider, ClusterRequest } from '../../clusters/cluster.ts'
import type { Capability } from '../../properties/model/capability.ts'
import { topologyOf } from '../../properties/model/default-topology.ts'
import type { Network } from '../../properties/model/networks/network.ts'
import type { Scenario } from '../../properties/model/scenario.ts'
import { proxyNeeds } from '../../properties/model/services/proxy-needs.ts'
import { type Topology, withoutHostOutside } from '../../properties/model/topology.ts'
import type { CorpusEntry } from '../corpus/corpus.ts'
import { fittingEntries, nodesFor, runsIn } from '../corpus/fitting.ts'
import type { CheckOptions } from './options.ts'
import { drawTopology } from './seeds.ts'
import { steeredScenarios } from './steer.ts'

/** One case to make, and in which topology. */
export interface PlannedCase {
  index: number
  topology: Topology
  scenario: Scenario
  /** Make the probes whose right answer is silence as well: each waits out its deadline. */
  slow: boolean
  /** Name of the corpus file it is from; absent: it was generated, or replayed. */
  corpus?: string
}

/** A cluster to make, and what is to happen in it. */
export interface PlannedCluster {
  topology: Topology
  cases: PlannedCase[]
  /** Pods of the largest case. */
  mostPods: number
}

export type ProxyChoice = CheckOptions['proxies'][number]

/** What a profile is about, before its cluster is there. */
export interface Subject {
  network: Network
  proxy: ProxyChoice
}

/** What the machine must have for it. */
export const needsOf = ({ network, proxy }: Subject): readonly Capability[] =>
  proxy === undefined || proxy === 'none' ? network.needs : [...network.needs, ...proxyNeeds[proxy]]

/** Most Services of a case; undefined: none are made. */
export function servicesOf({ services }: CheckOptions, proxy: ProxyChoice): number | undefined {
  return proxy === 'none' || services === 0 ? undefined : services
}

/**
 * The n-th cluster of a run: the replayed scenario alone, or as many generated cases as the provider wants in a cluster, in
 * the first one after those of the corpus.
 */
export function plannedCluster(
  options: CheckOptions,
  { network, proxy }: Subject,
  number: number,
  provider: ClusterProvider,
): PlannedCluster {
  const entries = fittingEntries(options, { network, proxy }, provider)
  const topologyIn = (cluster: number) =>
    clusterTopology(options, network, provider, cluster, cluster === 0 ? nodesFor(entries) : 0)
  const topology = topologyIn(number)
  const each = Math.min(provider.casesPerCluster, options.runs)
  const from = number * each
  const to = Math.min(from + provider.casesPerCluster, options.runs)
  const kept = number === 0 ? entries.filter((entry) => runsIn(topology, entry, provider)) : []
  const corpus = kept.map((entry) => corpusCase(options, entries, entry, topology))
  const planned: PlannedCase[] =
    options.replay === undefined
      ? generatedCases(
          options,
          network,
          (index) => topologyIn(Math.floor(index / each)),
          { provider, services: servicesOf(options, proxy), first: 0 },
          from,
          to,
        )
      : [{ index: 0, topology, scenario: options.replay.scenario, slow: true }]
  const cases = [...corpus, ...planned]
  return clusterOf(topology, cases)
}

const clusterOf = (topology: Topology, cases: PlannedCase[]): PlannedCluster => ({
  topology,
  cases,
  mostPods: Math.max(...cases.map(({ scenario }) => scenario.pods.length)),
})

/**
 * Clusters for entries of the corpus that failed in another topology than the first one of the run, one for each topology.
 * They come before it.
 */
export function corpusClusters(options: CheckOptions, subject: Subject, provider: ClusterProvider): PlannedCluster[] {
  const entries = fittingEntries(options, subject, provider)
  const first = clusterTopology(options, subject.network, provider, 0, nodesFor(entries))
  const others = entries.filter((entry) => !runsIn(first, entry, provider))
  return [...Map.groupBy(others, ({ topology }) => JSON.stringify(topology)).values()].map((alike) => {
    const topology = alike[0]?.topology ?? first
    const cases = alike.map((entry) => corpusCase(options, entries, entry, topology))
    return clusterOf(topology, cases)
  })
}

/** Its index lies behind those of generated cases, which bear the one they are drawn by. */
function corpusCase(
  { runs }: CheckOptions,
  entries: readonly CorpusEntry[],
  entry: CorpusEntry,
  topology: Topology,
): PlannedCase {
  return { index: runs + entries.indexOf(entry), topology, scenario: entry.scenario, slow: true, corpus: entry.name }
}

export function clusterRequest(
  runId: string,
  { network, proxy }: Subject,
  { topology }: PlannedCluster,
  { keep, outFolder, proxies, ipvsScheduler }: CheckOptions,
): ClusterRequest {
  // Of two clusters of one network the first may have been kept. A number, since names have room for little.
  const place = proxies.indexOf(proxy)
  const name = [runId, network.name, ...(place > 0 ? [place + 1] : [])].join('-')
  const logFolder = join(outFolder, 'logs', name)
  return {
    name,
    network,
    topology,
    keep,
    logFolder,
    ...(proxy !== undefined && proxy !== 'none' && { proxy }),
    ...(proxy === 'ipvs' && ipvsScheduler !== undefined && { ipvsScheduler }),
  }
}

/** `least`: Nodes it must have, where it is not given otherwise. */
function clusterTopology(
  options: CheckOptions,
  network: Network,
  provider: ClusterProvider,
  number: number,
  least: number,
): Topology {
  const drawn = options.replay?.topology ?? drawTopology(network, options.seed, number, options.nodes)
  const asked = drawn.nodes.length < least ? drawTopology(network, options.seed, number, least) : drawn
  const wired = provider.hasRouter ? asked : topologyOf(asked.nodes.map(() => 0))
  return provider.hasHostOutside ? wired : withoutHostOutside(wired)
}

/** The cases with index `from` up to, but not including, `to`. `first`: the first of the profile that is generated. */
export function generatedCases(
  options: CheckOptions,
  network: Network,
  topologyAt: (index: number) => Topology,
  { provider, services, first }: { provider: ClusterProvider; services: number | undefined; first: number },
  from: number,
  to: number,
): PlannedCase[] {
  const { podsPerNode, seed, steps } = options
  const pods = podsPerNode === undefined ? { maxPodsPerNode: provider.maxPodsPerNode } : { podsPerNode }
  const history = steps === 0 ? undefined : { steps, disturbances: provider.disturbances }
  const source = { network, seed, bounds: { ...pods, services, history }, first, topologyOf: topologyAt }
  const scenarioOf = ofRun(options, `${network.name} ${services}`, () => steeredScenarios(source))
  return Array.from({ length: to - from }, (_, position) => {
    const index = from + position
    const topology = topologyAt(index)
    const slow = index === 0 || (position === 0 && hasUnreachableNodes(network, topology))
    return { index, topology, scenario: scenarioOf(index), slow }
  })
}

/** A network that needs one segment shows what its requirement says in the first case of such a cluster (claim C64). */
function hasUnreachableNodes(network: Network, topology: Topology): boolean {
  return network.needsOneSegment && new Set(topology.nodes.map(({ segment }) => segment)).size > 1
}

const known = new WeakMap<CheckOptions, Map<string, (index: number) => Scenario>>()

/** Every cluster of a run asks for its part of the same cases: what was chosen for those before is not worked out again. */
function ofRun(
  options: CheckOptions,
  profile: string,
  make: () => (index: number) => Scenario,
): (index: number) => Scenario {
  const own = known.get(options) ?? new Map<string, (index: number) => Scenario>()
  const scenarioOf = own.get(profile) ?? make()
  own.set(profile, scenarioOf)
  known.set(options, own)
  return scenarioOf
}
