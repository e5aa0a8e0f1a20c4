import { hostAddress, subnet } from './address.ts'
import type { Network } from './networks/network.ts'
import type { Scenario } from './scenario.ts'
import type { Topology } from './topology.ts'

/** Pod range of the cluster, as kind and flannel's manifest have it. */
export const defaultPodCIDR = '10.244.0.0/16'
export const defaultServiceCIDR = '10.96.0.0/16'

/** Node addresses of underlay segment `n`. */
export const segmentCIDR = (n: number): string => `172.30.${n}.0/24`

/** Nodes from the 90th on have addresses here: in a segment's range those of the host outside come next. */
const furtherNodesCIDR = '172.31.0.0/16'
const nodesOfASegment = 89

/** For more Nodes than `defaultPodCIDR` has shares of 256 addresses: as many as 1,023, the first of them with the same ones. */
const largePodCIDR = '10.244.0.0/14'

/** A topology of one Node per entry; the entry is the Node's segment. Nodes are called `node1`, `node2` ... */
export function topologyOf(segments: readonly number[]): Topology {
  const podCIDR = segments.length > 255 ? largePodCIDR : defaultPodCIDR
  return {
    podCIDR,
    serviceCIDR: defaultServiceCIDR,
    nodes: segments.map((segment, index) => ({
      name: `node${index + 1}`,
      address:
        index < nodesOfASegment
          ? hostAddress(segmentCIDR(segment), 11 + index)
          : hostAddress(furtherNodesCIDR, 11 + index),
      podCIDR: subnet(podCIDR, 24, index + 1),
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
