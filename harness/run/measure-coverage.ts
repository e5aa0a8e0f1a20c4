import type { StartedCluster } from '../../clusters/cluster.ts'
import { topologiesOf } from '../../properties/coverage/bounds.ts'
import { possibleCells } from '../../properties/coverage/possible-cells.ts'
import type { ProfileResult } from '../../properties/model/run-record.ts'
import type { Topology } from '../../properties/model/topology.ts'
import type { RunContext } from './check-network.ts'
import { chosenProperties } from './chosen-properties.ts'
import { type Subject, servicesOf } from './plan-cases.ts'

/** Nodes that stand for all of a cluster whose Nodes are not podnet's: kinds of pairs are what counts. */
const enoughNodes = 3

/**
 * Writes into the profile which of the cells that it can fill its cases filled, once all of them are made. A single case was asked for
 * by itself, and a sample has its own account of what it hit.
 */
export function measureCoverage(
  { options, provider, capabilities }: Pick<RunContext, 'options' | 'provider' | 'capabilities'>,
  { network, proxy }: Subject,
  profile: ProfileResult,
  cluster: Pick<StartedCluster, 'topology' | 'status'>,
): void {
  const isAsked = options.minCoverage !== undefined
  if (profile.cases < profile.casesPlanned || options.pairs !== undefined) return
  if (profile.casesPlanned < 2 && !isAsked) return
  const mode = proxy ?? cluster.status().proxy?.mode
  const services = servicesOf(options, proxy)
  const own = provider.hasRouter && options.cluster === undefined
  const possible = possibleCells({
    network,
    topologies: own ? topologiesOf(network, options.nodes, true) : [smaller(cluster.topology)],
    ...(mode !== undefined && mode !== 'none' && { proxy: mode }),
    podsPerNode: options.podsPerNode ?? provider.maxPodsPerNode,
    ...(services !== undefined && mode !== undefined && mode !== 'none' && { services }),
    properties: chosenProperties(options, capabilities),
  })
  const filled = new Set([...Object.keys(profile.coverage), ...Object.keys(profile.serviceCoverage ?? {})])
  const missing = [...possible].filter((cell) => !filled.has(cell))
  profile.cells = {
    filled: possible.size - missing.length,
    possible: possible.size,
    missing,
    ...(options.minCoverage !== undefined && { asked: options.minCoverage }),
  }
}

const smaller = (topology: Topology): Topology => ({ ...topology, nodes: topology.nodes.slice(0, enoughNodes) })
