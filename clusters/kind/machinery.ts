import type { Network } from '../../properties/model/networks/network.ts'
import type { Agents } from '../agents/agents.ts'
import type { ClusterEntry } from '../ledger/entry.ts'
import type { Machinery, RunningCluster } from '../running/cluster.ts'
import { applyDifference, planDifference } from './apply.ts'
import { removeKindCluster } from './cluster/remove.ts'
import { executeArguments } from './execute.ts'
import type { KubernetesClient } from './kubernetes/client.ts'
import { externalContainer } from './names.ts'
import { type KindState, kindTraceSchema, statusOf } from './state.ts'

/** A kind cluster that runs. */
export type KindCluster = RunningCluster<KindState>

/** How a kind cluster changes: through the Kubernetes API. */
export function kindMachinery(
  entry: ClusterEntry,
  network: Network,
  client: KubernetesClient,
  agents: Agents,
): Machinery<KindState> {
  return {
    network,
    agents,
    statusOf,
    plan: (state, scenario) => {
      const changes = planDifference(state, scenario)
      return (signal) => applyDifference({ network, client, agents }, state, scenario, changes, signal)
    },
    trace: (state) => kindTraceSchema.parse(state),
    command: (state, place, argv) => {
      const isTerminal = process.stdin.isTTY === true
      return ['docker', ...executeArguments(place, argv, state, externalContainer(entry), isTerminal)]
    },
    remove: removeKindCluster,
  }
}
