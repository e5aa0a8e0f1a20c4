import { z } from 'zod'
import { scenarioSchema, topologySchema } from '../../properties/model/run-record.ts'
import { clusterDnsSchema, proxySchema, servedServiceSchema } from '../../properties/model/services/schema.ts'
import type { ClusterStatus, NodeStatus } from '../../properties/model/status.ts'
import type { NodeSpec } from '../../properties/model/topology.ts'
import { nodeAddressingSchema } from './node-addressing.ts'

/** What podnet knows of a cluster of Kubernetes, however it was made. */
export const kubernetesStateSchema = z.object({
  topology: topologySchema,
  /** Absent where it does not tell. */
  kubernetesVersion: z.string().exactOptional(),
  /** Image of podnet's Pods. */
  pauseImage: z.string(),
  /** What to run of that image, where its own program is another one. */
  pauseCommand: z.array(z.string()).optional(),
  scenario: scenarioSchema,
  /** What runs for each Pod of the scenario. */
  running: z.record(
    z.string(),
    z.object({
      uid: z.string(),
      ips: z.array(z.string()),
      /** The process that holds its network namespace, as its Node numbers it; absent while there is none. */
      sandboxPid: z.number().int().optional(),
    }),
  ),
  /** IPs of Pods of the Pod network that podnet did not create, by Node: CoreDNS and the like. */
  otherPods: z.record(z.string(), z.array(z.string())),
  addressing: nodeAddressingSchema,
  /** Source towards a Node's own Pods, by Node, where no bridge decides it (datapath 0.1). */
  localPodSources: z.record(z.string(), z.string()),
  /** Zones of the Nodes that are labelled with one; absent where an older podnet wrote this. */
  zones: z.record(z.string(), z.string()).exactOptional(),
  /** Nodes whose proxy drops invalid packets. */
  droppingNodes: z.array(z.string()),
  /** Nodes whose kernel holds ICMP errors back. */
  limitingNodes: z.array(z.string()),
  /** Nodes that had a Pod of podnet's in the Pod network at some time: those are known to have a bridge. */
  nodesWithPods: z.array(z.string()),
  /** Every Service of the cluster with its EndpointSlices. */
  services: z.array(servedServiceSchema),
  /** kube-proxy's settings; absent where there is no kube-proxy. */
  proxy: proxySchema.exactOptional(),
  dns: clusterDnsSchema.exactOptional(),
  /** Changes of Services so far. */
  rounds: z.number().int(),
})
export type KubernetesState = z.infer<typeof kubernetesStateSchema>

/** What the cluster says of itself: the ranges of its Nodes, `status.podIPs` of its Pods. */
export function statusOf(state: KubernetesState): ClusterStatus {
  const { topology, scenario, running, services, proxy, dns } = state
  return {
    nodes: topology.nodes.map((node) => nodeStatus(state, node)),
    pods: scenario.pods.map(({ name, nodeName, hostNetwork }) => ({
      name,
      nodeName,
      hostNetwork,
      ips: [...(running[name]?.ips ?? [])],
    })),
    services,
    ...(proxy !== undefined && { proxy }),
    ...(dns !== undefined && { dns }),
  }
}

function nodeStatus(
  { addressing, droppingNodes, limitingNodes, localPodSources, otherPods, zones }: KubernetesState,
  { name, address }: NodeSpec,
): NodeStatus {
  const tunnelAddress = addressing.tunnelAddresses[name]
  const localPodSource = localPodSources[name]
  const zone = zones?.[name]
  return {
    name,
    address,
    podRanges: addressing.podRanges[name] ?? [],
    otherPods: otherPods[name] ?? [],
    dropsInvalid: droppingNodes.includes(name),
    ...(limitingNodes.includes(name) && { limitsErrors: true }),
    ...(tunnelAddress !== undefined && { tunnelAddress }),
    ...(localPodSource !== undefined && { localPodSource }),
    ...(zone !== undefined && { zone }),
  }
}
