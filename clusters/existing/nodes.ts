import type { V1Node } from '@kubernetes/client-node'
import { internalAddress } from '../kubernetes/nodes.ts'
import { isReadyNode } from '../kubernetes/ready.ts'
import type { Addressing } from '../networks/installation.ts'

const controlPlaneLabel = 'node-role.kubernetes.io/control-plane'
/** What the controller was tried with (`npm run bench -- scale`). */
export const mostExistingNodes = 1_000

/** What Kubernetes calls each Node, by its name in scenarios: the control plane comes first, then by name. */
export function nodeNamesOf(nodes: readonly V1Node[]): Record<string, string> {
  const rank = ({ metadata }: V1Node) => (metadata?.labels?.[controlPlaneLabel] === undefined ? 1 : 0)
  const name = ({ metadata }: V1Node) => metadata?.name ?? ''
  const sorted = nodes.toSorted((one, other) => rank(one) - rank(other) || (name(one) < name(other) ? -1 : 1))
  return Object.fromEntries(sorted.map((node, index) => [`node${index + 1}`, name(node)]))
}

/** What keeps a cluster's Nodes from being checked, one sentence each: all are checked, or none. */
export function nodeProblems(nodes: readonly V1Node[]): string[] {
  const unready = nodes.filter((node) => !isReadyNode(node))
  const foreign = nodes.filter(({ status }) => (status?.nodeInfo?.operatingSystem ?? 'linux') !== 'linux')
  return [
    ...(nodes.length < 2
      ? [`the cluster has ${nodes.length} Nodes; a Pod network is checked between two or more`]
      : []),
    ...(nodes.length > mostExistingNodes
      ? [`the cluster has ${nodes.length} Nodes; this version checks up to ${mostExistingNodes}`]
      : []),
    ...(unready.length > 0 ? [`not Ready: ${names(unready)}; repair these Nodes or remove them from the cluster`] : []),
    ...(foreign.length > 0 ? [`no Linux: ${names(foreign)}; this version checks clusters of Linux Nodes`] : []),
  ]
}

/** What the Node objects do not say, though the network goes by it. Calico hands out blocks, whatever podCIDR a Node has. */
export function addressProblems(nodes: readonly V1Node[], addressing: Addressing): string[] {
  const homeless = nodes.filter((node) => internalAddress(node) === undefined)
  const rangeless = addressing === 'pod-cidr' ? nodes.filter(({ spec }) => spec?.podCIDR === undefined) : []
  return [
    ...(homeless.length > 0 ? [`no IPv4 InternalIP: ${names(homeless)}; this version checks IPv4`] : []),
    ...(rangeless.length > 0
      ? [`no podCIDR: ${names(rangeless)}; nothing else tells which Pod addresses are theirs in this network`]
      : []),
  ]
}

const names = (nodes: readonly V1Node[]): string => nodes.map(({ metadata }) => metadata?.name).join(', ')
