import type { ClusterRequest } from '../cluster.ts'
import { isRoot } from '../host/user.ts'
import { readLedger } from '../ledger/ledger.ts'
import { readThresholds } from '../ledger/neighbour-table.ts'
import { neighbourProblem, neighboursNeeded } from './neighbours.ts'

/** Longest and only shape of a cluster's name: it becomes part of a file's name. */
const namePattern = /^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/

/** What keeps a request from being met, in sentences; empty when nothing does. `pods`: Pods in all, spread evenly. */
export async function findRequestProblems(request: ClusterRequest, pods: number): Promise<string[]> {
  return [...nameProblems(request.name), ...neighbourProblems(request, pods)]
}

/** A name that cannot be given, or is taken. */
export function nameProblems(name: string): string[] {
  if (!namePattern.test(name)) {
    return [`"${name}" cannot be the name of a cluster: up to 40 small letters, digits and hyphens`]
  }
  const taken = readLedger().entries.some((entry) => entry.kind === 'cluster' && entry.name === name)
  return taken ? [`a cluster called ${name} exists already: podnet cluster delete ${name}`] : []
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
