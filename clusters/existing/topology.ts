import type { V1Node } from '@kubernetes/client-node'
import type { Topology } from '../../properties/model/topology.ts'
import type { Agents } from '../agents/agents.ts'
import { nodeSpecsOf } from '../kubernetes/nodes.ts'
import { readUplinks, smallestMtuBytes, withUplinks } from '../kubernetes/uplinks.ts'
import type { ClusterRanges } from './ranges.ts'

/**
 * The topology of a cluster podnet did not make: what its Node objects and the Nodes' own devices say. podnet has no
 * host outside it. Throws Error for a Node whose InternalIP no device bears.
 */
export async function readTopology(
  agents: Agents,
  nodeNames: Readonly<Record<string, string>>,
  nodes: readonly V1Node[],
  ranges: ClusterRanges,
  signal: AbortSignal,
): Promise<Topology> {
  // Nobody goes by it where it is missing: Calico's Nodes have blocks, and those of others were refused (addressProblems).
  const specs = nodeSpecsOf(nodeNames, nodes, ranges.podCIDR)
  const uplinks = await readUplinks(agents, specs, signal)
  return {
    ...ranges,
    nodes: withUplinks(specs, uplinks),
    externalAddress: '',
    externalDetourAddress: '',
    uplinkMtuBytes: smallestMtuBytes(uplinks),
  }
}
