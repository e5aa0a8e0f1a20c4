import type { Network } from '../../properties/model/networks/network.ts'
import { isTerminating, type Scenario } from '../../properties/model/scenario.ts'
import { defaultNamespace } from '../../properties/model/service.ts'
import type { Agents } from '../agents/agents.ts'
import { applyDifference, planDifference } from '../kubernetes/apply.ts'
import type { KubernetesClient } from '../kubernetes/client.ts'
import { namespacesOf } from '../kubernetes/namespace.ts'
import { finishEnding } from '../kubernetes/pods/ending.ts'
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
    statusOf: (state) => ({ ...statusOf(state), shared: true }),
    kubernetesVersion: ({ kubernetesVersion }) => kubernetesVersion,
    plan: (state, scenario) => {
      refuseOtherNamespaces(scenario)
      const changes = planDifference(state, scenario)
      const hands = { network, client, agents, namespace: namespaceName(entry), nodeNames: state.nodeNames }
      return (signal) => applyDifference(hands, state, scenario, changes, signal)
    },
    release: (state) => finishEnding(agents, state.scenario.pods.filter(isTerminating), state.running),
    trace: (state) => existingTraceSchema.parse(state),
    command: () => {
      throw new Error('podnet runs no commands in a cluster it did not make: use kubectl exec or kubectl debug')
    },
    remove: removeFromCluster,
  }
}

/** podnet makes one namespace in somebody's cluster, and touches no other. Throws Error. */
function refuseOtherNamespaces(scenario: Scenario): void {
  const [, other] = namespacesOf(scenario, defaultNamespace)
  if (other !== undefined) {
    throw new Error(
      `namespace ${other} is not podnet's to make in a cluster it did not make: leave it out of the scenario`,
    )
  }
}
