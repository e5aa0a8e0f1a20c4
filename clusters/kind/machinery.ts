import type { Network } from '../../properties/model/networks/network.ts'
import type { Agents } from '../agents/agents.ts'
import { applyDifference, type Hands, planDifference } from '../kubernetes/apply.ts'
import type { KubernetesClient } from '../kubernetes/client.ts'
import { statusOf } from '../kubernetes/state.ts'
import { daemonOf, readClusterFacts } from '../kubernetes/structure/cluster-facts.ts'
import type { ClusterEntry } from '../ledger/entry.ts'
import type { Machinery, RunningCluster } from '../running/cluster.ts'
import { removeKindCluster } from './cluster/remove.ts'
import { disturb } from './disturb.ts'
import { kindDisturbances } from './disturbances.ts'
import { executeArguments } from './execute.ts'
import { externalContainer, podNamespace } from './names.ts'
import { routeFromOutside, routeToServices } from './prepare-hosts.ts'
import { type KindState, kindTraceSchema } from './state.ts'

/** A kind cluster that runs. */
export type KindCluster = RunningCluster<KindState>

/** How a kind cluster changes: through the Kubernetes API. */
export function kindMachinery(
  entry: ClusterEntry,
  network: Network,
  client: KubernetesClient,
  agents: Agents,
): Machinery<KindState> {
  const handsFor = ({ containers, topology }: KindState): Hands => ({
    network,
    client,
    agents,
    namespace: podNamespace,
    nodeNames: containers,
    rangesChanged: (addressing, signal) => routeFromOutside(agents, topology, addressing, signal),
    servicesChanged: (services, signal) => routeToServices(agents, topology, services, signal),
  })
  return {
    network,
    agents,
    statusOf,
    plan: (state, scenario) => {
      const changes = planDifference(state, scenario)
      return (signal) => applyDifference(handsFor(state), state, scenario, changes, signal)
    },
    kubernetesVersion: ({ kubernetesVersion }) => kubernetesVersion,
    disturbances: () => kindDisturbances,
    disturb: (state, step, signal) => disturb(handsFor(state), state, step, signal),
    clusterFacts: (state, signal) =>
      readClusterFacts({ network, client, agents, nodeNames: state.containers }, state.running, signal),
    daemon: daemonOf(network),
    trace: (state) => kindTraceSchema.parse(state),
    command: (state, place, argv) => {
      const isTerminal = process.stdin.isTTY === true
      return ['docker', ...executeArguments(place, argv, state, externalContainer(entry), isTerminal)]
    },
    remove: removeKindCluster,
  }
}
