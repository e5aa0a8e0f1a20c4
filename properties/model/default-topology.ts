import { hostAddress, subnet } from './address.ts'
import type { Network } from './networks/network.ts'
import type { Scenario } from './scenario.ts'
import type { Topology } from './topology.ts'

/** Pod range of the cluster, as kind and flannel's manifest have it. */
export const defaultPodCIDR = '10.244.0.0/16'
export const defaultServiceCIDR = '10.96.0.0/16'

/** Node addresses of underlay segment `n`. */
export const segmentCIDR = (n: number): string => `172.30.${n}.0/24`

/** A topology of one Node per entry; the entry is the Node's segment. Nodes are called `node1`, `node2` ... */
export function topologyOf(segments: readonly number[]): Topology {
  return {
    podCIDR: defaultPodCIDR,
    serviceCIDR: defaultServiceCIDR,
    nodes: segments.map((segment, index) => ({
      name: `node${index + 1}`,
      address: hostAddress(segmentCIDR(segment), 11 + index),
      podCIDR: subnet(defaultPodCIDR, 24, index + 1),
      segment,
    })),
    externalAddress: hostAddress(segmentCIDR(0), 100),
    externalDetourAddress: hostAddress(segmentCIDR(0), 101),
    uplinkMtuBytes: 1500,
  }
}

/** The topology of `podnet cluster create`: all Nodes neighbours, but the last behind a router where the network treats such Nodes differently. */
export function defaultTopology(network: Network, nodes: number): Topology {
  const routed = network.tunnel?.use === 'across-segments' && nodes > 1
  return topologyOf(Array.from({ length: nodes }, (_, index) => (routed && index === nodes - 1 ? 1 : 0)))
}

/** `podsPerNode` Pods of one container on every Node, called `a1`, `a2` ... on the first Node, `b1` ... on the second. */
export function evenPlacement(topology: Topology, podsPerNode: number): Scenario {
  return {
    pods: topology.nodes.flatMap((node, index) =>
      Array.from({ length: podsPerNode }, (_, pod) => ({
        name: `${String.fromCharCode(97 + index)}${pod + 1}`,
        nodeName: node.name,
        hostNetwork: false,
        containers: [{ name: 'main', port: 8080 }],
      })),
    ),
  }
}
