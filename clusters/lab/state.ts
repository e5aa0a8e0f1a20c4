import { z } from 'zod'
import type { Network } from '../../properties/model/networks/network.ts'
import { scenarioSchema, topologySchema } from '../../properties/model/run-record.ts'
import type { Pod, Scenario } from '../../properties/model/scenario.ts'
import { proxySchema, servedServiceSchema } from '../../properties/model/services/schema.ts'
import type { ClusterStatus, NodeStatus, PodStatus } from '../../properties/model/status.ts'
import { type NodeSpec, nodeSpec, presentNodes, type Topology } from '../../properties/model/topology.ts'
import { dropsInvalid } from '../proxy/steps.ts'
import { cniStateSchema } from './cni/state.ts'
import { clusterDns } from './dns/servers.ts'

const nodeAddresses = z.object({
  node: z.string(),
  ranges: z.array(z.string()),
  tunnelAddress: z.string().optional(),
  last: z.string().optional(),
})

/** Everything a lab cluster is, beside the kernel's objects: kept in the ledger, so that another command can attach. */
export const labStateSchema = z.object({
  topology: topologySchema,
  scenario: scenarioSchema,
  /** Pods of the cluster itself, beside those of the scenario. */
  ownPods: scenarioSchema.shape.pods,
  /** In the order of the topology's Nodes. */
  addresses: z.array(nodeAddresses),
  /** Pods of the Pod network, by name. */
  podAddresses: z.record(z.string(), z.string()),
  /** Nodes that had a Pod of the Pod network at some time: only they have a bridge. */
  nodesWithPods: z.array(z.string()),
  /** Source towards a Node's own Pods, by Node, read from the kernel where no bridge decides it (datapath 0.1). */
  localPodSources: z.record(z.string(), z.string()),
  /** What implements Services and hostPorts; absent in a cluster without. */
  proxy: proxySchema.optional(),
  /** As they run: with their addresses and endpoints. */
  services: z.array(servedServiceSchema),
  /** true: its daemons wire the Nodes. */
  flanneld: z.literal(true).exactOptional(),
  /** Present where CNI plugins attach Pods. */
  cni: cniStateSchema.optional(),
  /** Present where flannel's own daemon runs. */
  flannel: z.object({ flanneld: z.string(), etcd: z.string() }).optional(),
})
export type LabState = z.infer<typeof labStateSchema>

/** The cluster's own Pods and the scenario's. */
export const allPods = ({ ownPods, scenario }: LabState): Pod[] => [...ownPods, ...scenario.pods]

/** What the cluster says of itself. */
export function statusOf(network: Network, state: LabState): ClusterStatus {
  return {
    nodes: presentNodes(state.topology, state.scenario).nodes.map((node) => nodeStatus(network, state, node)),
    pods: podStatuses(state.topology, state.scenario, state.podAddresses),
    ...(state.proxy !== undefined && {
      proxy: state.proxy,
      services: state.services,
      dns: clusterDns(state.topology, state.scenario),
    }),
  }
}

function nodeStatus(network: Network, state: LabState, { name, address }: NodeSpec): NodeStatus {
  const own = state.addresses.find(({ node }) => node === name)
  const status: NodeStatus = { name, address, podRanges: [...(own?.ranges ?? [])] }
  if (state.proxy !== undefined && dropsInvalid(state.proxy)) status.dropsInvalid = true
  if (own?.tunnelAddress !== undefined) status.tunnelAddress = own.tunnelAddress
  const otherPods = state.ownPods.filter(({ nodeName }) => nodeName === name)
  if (otherPods.length > 0) status.otherPods = otherPods.map((pod) => state.podAddresses[pod.name] as string)
  const source = state.localPodSources[name]
  if (network.podLinks === 'routed' && source !== undefined) status.localPodSource = source
  return status
}

function podStatuses(topology: Topology, scenario: Scenario, addresses: Record<string, string>): PodStatus[] {
  return scenario.pods.map(({ name, nodeName, hostNetwork }) => ({
    name,
    nodeName,
    hostNetwork,
    ips: [hostNetwork ? nodeSpec(topology, nodeName).address : (addresses[name] as string)],
  }))
}
