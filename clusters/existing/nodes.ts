import type { V1Node } from '@kubernetes/client-node'
import { isReadyNode } from '../kubernetes/ready.ts'

const controlPlaneLabel = 'node-role.kubernetes.io/control-plane'
/** What the controller was tried with (`npm run bench -- scale`). */
const most = 1_000

/** What Kubernetes calls each Node, by its name in scenarios: the control plane comes first, then by name. */
export function nodeNamesOf(nodes: readonly V1Node[]): Record<string, string> {
  const rank = ({ metadata }: V1Node) => (metadata?.labels?.[controlPlaneLabel] === undefined ? 1 : 0)
  const name = ({ metadata }: V1Node) => metadata?.name ?? ''
  const sorted = nodes.toSorted((one, other) => rank(one) - rank(other) || (name(one) < name(other) ? -1 : 1))
  return Object.fromEntries(sorted.map((node, index) => [`node${index + 1}`, name(node)]))
}

/** What keeps a cluster's Nodes from being checked, one sentence each: all are checked, or none. */
export function nodeProblems(nodes: readonly V1Node[]): string[] {
  const names = (chosen: readonly V1Node[]) => chosen.map(({ metadata }) => metadata?.name).join(', ')
  const unready = nodes.filter((node) => !isReadyNode(node))
  const foreign = nodes.filter(({ status }) => (status?.nodeInfo?.operatingSystem ?? 'linux') !== 'linux')
  return [
    ...(nodes.length < 2
      ? [`the cluster has ${nodes.length} Nodes; a Pod network is checked between two or more`]
      : []),
    ...(nodes.length > most ? [`the cluster has ${nodes.length} Nodes; this version checks up to ${most}`] : []),
    ...(unready.length > 0 ? [`not Ready: ${names(unready)}; repair these Nodes or remove them from the cluster`] : []),
    ...(foreign.length > 0 ? [`no Linux: ${names(foreign)}; this version checks clusters of Linux Nodes`] : []),
  ]
}
