import { join } from 'node:path'
import type { ClusterProvider, ClusterRequest } from '../../clusters/cluster.ts'
import type { Capability } from '../../properties/model/capability.ts'
import { topologyOf } from '../../properties/model/default-topology.ts'
import type { Network } from '../../properties/model/networks/network.ts'
import type { Scenario } from '../../properties/model/scenario.ts'
import { proxyNeeds } from '../../properties/model/services/proxy-needs.ts'
import type { Topology } from '../../properties/model/topology.ts'
import type { CheckOptions } from './options.ts'
import { drawScenario, drawTopology } from './seeds.ts'

/** One case to make, and in which topology. */
export interface PlannedCase {
  index: number
  topology: Topology
  scenario: Scenario
  /** Make the probes whose right answer is silence as well: each waits out its deadline. */
  slow: boolean
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

/** The n-th cluster of a run: the replayed scenario alone, or as many generated cases as the provider wants in a cluster. */
export function plannedCluster(
  options: CheckOptions,
  { network, proxy }: Subject,
  number: number,
  provider: ClusterProvider,
): PlannedCluster {
  const asked = options.replay?.topology ?? drawTopology(network, options.seed, number, options.nodes)
  const topology = provider.hasRouter ? asked : topologyOf(asked.nodes.map(() => 0))
  const from = number * Math.min(provider.casesPerCluster, options.runs)
  const to = Math.min(from + provider.casesPerCluster, options.runs)
  const cases: PlannedCase[] =
    options.replay === undefined
      ? generatedCases(options, network, topology, { provider, services: servicesOf(options, proxy) }, from, to)
      : [{ index: 0, topology, scenario: options.replay.scenario, slow: true }]
  return { topology, cases, mostPods: Math.max(...cases.map(({ scenario }) => scenario.pods.length)) }
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

/** The cases with index `from` up to, but not including, `to`. */
export function generatedCases(
  options: CheckOptions,
  network: Network,
  topology: Topology,
  { provider, services }: { provider: ClusterProvider; services: number | undefined },
  from: number,
  to: number,
): PlannedCase[] {
  const { podsPerNode, seed, steps } = options
  const pods = podsPerNode === undefined ? { maxPodsPerNode: provider.maxPodsPerNode } : { podsPerNode }
  const history = steps === 0 ? undefined : { steps, disturbances: provider.disturbances }
  const bounds = { ...pods, services, history }
  return Array.from({ length: to - from }, (_, position) => {
    const index = from + position
    const slow = index === 0 || (position === 0 && hasUnreachableNodes(network, topology))
    return { index, topology, scenario: drawScenario(network, topology, seed, index, bounds), slow }
  })
}

/** A network that needs one segment shows what its requirement says in the first case of such a cluster (claim C64). */
function hasUnreachableNodes(network: Network, topology: Topology): boolean {
  return network.needsOneSegment && new Set(topology.nodes.map(({ segment }) => segment)).size > 1
}
