import type { Network } from '../../properties/model/networks/network.ts'
import { type PlaceId, placeKind, placeName } from '../../properties/model/place.ts'
import { nodeSpec } from '../../properties/model/topology.ts'
import type { Agents } from '../agents/agents.ts'
import { removeCluster } from '../ledger/remove-cluster.ts'
import type { Machinery, RunningCluster } from '../running/cluster.ts'
import { applyChange } from './apply.ts'
import { planChange } from './change.ts'
import { disturb } from './disturb.ts'
import { labDisturbances } from './disturbances.ts'
import { type EndFlows, endStaleFlows } from './end-stale-flows.ts'
import { type Holder, insideHolder } from './holder.ts'
import { namespaceOf, namespacePath } from './namespace.ts'
import { type LabState, statusOf } from './state.ts'

/** A cluster of network namespaces that runs. */
export type LabCluster = RunningCluster<LabState>

/**
 * How a cluster of network namespaces changes. A change that has begun is carried through whatever the signal says: it
 * takes less than a second. Only CNI plugins, which may take longer, are not begun any more.
 */
export function labMachinery(
  network: Network,
  holder: Holder,
  agents: Agents,
  endFlows: EndFlows = endStaleFlows,
): Machinery<LabState> {
  return {
    network,
    agents,
    statusOf: (state) => statusOf(network, state),
    plan: (state, scenario) => {
      const change = planChange(network, state, scenario)
      return (signal) => applyChange(network, { holder, agents, endFlows }, state, change, signal)
    },
    trace: () => undefined,
    command: (state, place, argv) => commandIn(holder, state, place, argv),
    disturbances: labDisturbances,
    disturb: (state, step, signal) => disturb(network, holder, agents, state, step, signal),
    remove: (entry) => removeCluster({ ...entry, holder }),
  }
}

function commandIn(
  holder: Holder,
  { topology, scenario }: LabState,
  place: PlaceId,
  argv: readonly string[],
): [string, ...string[]] {
  if (placeKind(place) === 'node') nodeSpec(topology, placeName(place))
  const path = namespacePath(namespaceOf(scenario.pods, place))
  return insideHolder(holder, ['nsenter', `--net=${path}`, '--', 'env', `--chdir=${process.cwd()}`, '--', ...argv])
}
