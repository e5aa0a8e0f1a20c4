import type { V1Node } from '@kubernetes/client-node'
import type { NodeSpec } from '../../properties/model/topology.ts'

/** InternalIP of a Node, of two families the IPv4 one. */
export function internalAddress({ status }: V1Node): string | undefined {
  const addresses = status?.addresses?.filter(({ type }) => type === 'InternalIP').map(({ address }) => address) ?? []
  return addresses.find((address) => !address.includes(':'))
}

/**
 * What a Node object says of a Node, under its name in scenarios. `instead`: the podCIDR of a Node that was given none.
 * Throws Error when the object says too little.
 */
function nodeSpecOf(name: string, node: V1Node, instead?: string): NodeSpec {
  const address = internalAddress(node)
  const ranges = [node.spec?.podCIDR, ...(node.spec?.podCIDRs ?? [])]
  const podCIDR = ranges.find((range) => range?.includes(':') === false) ?? instead
  if (address === undefined || podCIDR === undefined)
    throw new Error(`node ${node.metadata?.name} has no address or podCIDR`)
  // One docker network is one L2 segment.
  return { name, address, podCIDR, segment: 0 }
}

/** Specs of all Nodes in the order of `nodeNames`, which is that of node1, node2 ... Throws Error when one is missing. */
export function nodeSpecsOf(
  nodeNames: Readonly<Record<string, string>>,
  nodes: readonly V1Node[],
  instead?: string,
): NodeSpec[] {
  return Object.entries(nodeNames).map(([name, nodeName]) => {
    const node = nodes.find(({ metadata }) => metadata?.name === nodeName)
    if (node === undefined) throw new Error(`${nodeName} is no Node of its cluster`)
    return nodeSpecOf(name, node, instead)
  })
}

/** The pause image the Nodes hold already: the one that can be run without a registry. Throws Error when there is none. */
export function pauseImageOf(nodes: readonly V1Node[]): string {
  const names = nodes.flatMap(({ status }) => status?.images?.flatMap(({ names }) => names ?? []) ?? [])
  const image = names.find((name) => /\/pause:/.test(name))
  if (image === undefined) throw new Error('the Nodes hold no pause image')
  return image
}
