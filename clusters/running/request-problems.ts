import { podRoom } from '../../properties/model/address.ts'
import type { ClusterRequest } from '../cluster.ts'
import { isRoot } from '../host/user.ts'
import { readLedger } from '../ledger/ledger.ts'
import { readThresholds } from '../ledger/neighbour-table.ts'
import { neighbourProblem, neighboursNeeded } from './neighbours.ts'

/** Longest and only shape of a cluster's name: it becomes part of a file's name. */
const namePattern = /^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/

/** What keeps a request from being met, in sentences; empty when nothing does. `pods`: Pods in all, spread evenly. */
export async function findRequestProblems(request: ClusterRequest, pods: number): Promise<string[]> {
  return [...nameProblems(request.name), ...roomProblems(request, pods), ...neighbourProblems(request, pods)]
}

/** A name that cannot be given, or is taken. */
export function nameProblems(name: string): string[] {
  if (!namePattern.test(name)) {
    return [`"${name}" cannot be the name of a cluster: up to 40 small letters, digits and hyphens`]
  }
  const taken = readLedger().entries.some((entry) => entry.kind === 'cluster' && entry.name === name)
  return taken ? [`a cluster called ${name} exists already: podnet cluster delete ${name}`] : []
}

/** The DNS servers of a cluster with Services are Pods too. */
function roomProblems({ network, topology, proxy }: ClusterRequest, pods: number): string[] {
  // Calico takes one more block.
  if (network.plugin === 'calico') return []
  const perNode = Math.ceil(pods / topology.nodes.length)
  const others = proxy === undefined ? 0 : 1
  const [small] = topology.nodes.filter(({ podCIDR }) => podRoom(podCIDR) < perNode + others)
  if (small === undefined) return []
  const room = Math.max(0, podRoom(small.podCIDR) - others)
  const dns = others > 0 ? ' beside the DNS server' : ''
  return [
    `${perNode} Pods on a Node, but ${small.podCIDR} of ${small.name} has addresses for ${room}${dns}: ask for fewer`,
  ]
}

function neighbourProblems({ network, topology }: ClusterRequest, pods: number): string[] {
  const limits = readThresholds()
  // Root raises the limit for the run; where it cannot be seen, nothing can be said about it.
  if (isRoot() || limits === undefined) return []
  const nodes = topology.nodes.length
  const perNode = Array.from({ length: nodes }, () => Math.ceil(pods / nodes))
  const problem = neighbourProblem(limits, neighboursNeeded(network, nodes, perNode))
  return problem === undefined ? [] : [problem]
}
