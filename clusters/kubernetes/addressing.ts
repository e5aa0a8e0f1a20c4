import { CustomObjectsApi } from '@kubernetes/client-node'
import { z } from 'zod'
import type { Topology } from '../../properties/model/topology.ts'
import type { Addressing } from '../networks/installation.ts'
import type { KubernetesClient } from './client.ts'
import type { NodeAddressing } from './node-addressing.ts'

/**
 * Reads from the cluster which addresses its Nodes own now. `nodeNames`: what Kubernetes calls each Node.
 * Throws the API's error, ZodError for blocks of an unknown shape.
 */
export async function readAddressing(
  client: KubernetesClient,
  addressing: Addressing,
  topology: Topology,
  nodeNames: Readonly<Record<string, string>>,
): Promise<NodeAddressing> {
  if (addressing === 'pod-cidr') {
    const podRanges = Object.fromEntries(topology.nodes.map(({ name, podCIDR }) => [name, [podCIDR]]))
    return { podRanges, tunnelAddresses: {} }
  }
  const blocks = client.config.makeApiClient(CustomObjectsApi).listClusterCustomObject({
    group: 'crd.projectcalico.org',
    version: 'v1',
    plural: 'ipamblocks',
  })
  const nodes = (await client.core.listNode()).items
  const annotations = Object.fromEntries(
    nodes.map(({ metadata }) => [metadata?.name ?? '', metadata?.annotations ?? {}]),
  )
  return { podRanges: rangesOf(await blocks, nodeNames), tunnelAddresses: tunnelAddressesOf(annotations, nodeNames) }
}

const blockList = z.object({
  items: z.array(z.object({ spec: z.object({ cidr: z.string(), affinity: z.string().nullish() }) })),
})

/** Ranges by Node out of Calico's IPAMBlocks. A block without affinity, or to a Node that is gone, is nobody's. */
export function rangesOf(blocks: unknown, nodeNames: Readonly<Record<string, string>>): Record<string, string[]> {
  const { items } = blockList.parse(blocks)
  return Object.fromEntries(
    Object.entries(nodeNames).map(([node, name]) => [
      node,
      items.flatMap(({ spec }) => (spec.affinity === `host:${name}` ? [spec.cidr] : [])).sort(),
    ]),
  )
}

const tunnelAnnotations = ['projectcalico.org/IPv4VXLANTunnelAddr', 'projectcalico.org/IPv4IPIPTunnelAddr']

function tunnelAddressesOf(
  annotations: Readonly<Record<string, Readonly<Record<string, string>>>>,
  nodeNames: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(nodeNames).flatMap(([node, name]) => {
      const address = tunnelAnnotations.map((key) => annotations[name]?.[key]).find((value) => value !== undefined)
      return address === undefined ? [] : [[node, address]]
    }),
  )
}
