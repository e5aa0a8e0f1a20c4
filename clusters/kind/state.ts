import { z } from 'zod'
import { scenarioSchema, topologySchema } from '../../properties/model/run-record.ts'
import type { ClusterStatus } from '../../properties/model/status.ts'

/** Written before anything is made. */
export const kindTraceSchema = z.object({
  /** docker's network `kind` did not exist before this cluster: it goes with it, unless others use it. */
  networkWasAbsent: z.boolean(),
})

export type KindTrace = z.infer<typeof kindTraceSchema>

/** Everything podnet knows of a kind cluster, kept in the ledger, so that another command can attach. */
export const kindStateSchema = kindTraceSchema.extend({
  topology: topologySchema,
  /** Container of each Node, by the Node's name in scenarios. */
  containers: z.record(z.string(), z.string()),
  pauseImage: z.string(),
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
  /** Nodes that had a Pod of podnet's in the Pod network at some time: those are known to have a bridge. */
  nodesWithPods: z.array(z.string()),
})
export type KindState = z.infer<typeof kindStateSchema>

/** What the cluster says of itself: podCIDRs of its Node objects, `status.podIPs` of its Pods. */
export function statusOf({ topology, scenario, running, otherPods }: KindState): ClusterStatus {
  return {
    nodes: topology.nodes.map(({ name, address, podCIDR }) => ({
      name,
      address,
      podRanges: [podCIDR],
      otherPods: otherPods[name] ?? [],
    })),
    pods: scenario.pods.map(({ name, nodeName, hostNetwork }) => ({
      name,
      nodeName,
      hostNetwork,
      ips: [...(running[name]?.ips ?? [])],
    })),
  }
}
