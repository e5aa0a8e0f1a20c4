import type { Network } from '../../properties/model/networks/network.ts'
import type { Agents } from '../agents/agents.ts'
import { applyDifference, planDifference } from '../kubernetes/apply.ts'
import type { KubernetesClient } from '../kubernetes/client.ts'
import { statusOf } from '../kubernetes/state.ts'
import type { ClusterEntry } from '../ledger/entry.ts'
import type { Machinery, RunningCluster } from '../running/cluster.ts'
import { namespaceName } from './names.ts'
import { removeFromCluster } from './remove.ts'
import { type ExistingState, existingTraceSchema } from './state.ts'

/** podnet's part in a cluster it did not make. */
export type ExistingCluster = RunningCluster<ExistingState>

/** How Pods come and go in somebody's cluster. Its network's daemon is not paused, and nothing of its Nodes is changed. */
export function existingMachinery(
  entry: ClusterEntry,
  network: Network,
  client: KubernetesClient,
  agents: Agents,
): Machinery<ExistingState> {
  return {
    network,
    agents,
    ownKernels: true,
    statusOf,
    plan: (state, scenario) => {
      const changes = planDifference(state, scenario)
      const hands = { network, client, agents, namespace: namespaceName(entry), nodeNames: state.nodeNames }
      return (signal) => applyDifference(hands, state, scenario, changes, signal)
    },
    trace: (state) => existingTraceSchema.parse(state),
    command: () => {
      throw new Error('podnet runs no commands in a cluster it did not make: use kubectl exec or kubectl debug')
    },
    remove: removeFromCluster,
  }
}
