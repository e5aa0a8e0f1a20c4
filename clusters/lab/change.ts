import type { Network } from '../../properties/model/networks/network.ts'
import type { Scenario } from '../../properties/model/scenario.ts'
import { nodeSpec } from '../../properties/model/topology.ts'
import { wiringOf } from '../networks/index.ts'
import { type Difference, difference } from '../running/difference.ts'
import { applyPlan } from './apply-plan.ts'
import { assignAddresses } from './assign-addresses.ts'
import type { Stage } from './script.ts'
import type { LabState } from './state.ts'

/** A step from one scenario to another, worked out and not yet begun. */
export interface Change extends Difference {
  stages: Stage[]
  /** What the cluster is afterwards, but for what only its kernel can tell. */
  next: LabState
}

/** Works out a change. Throws Error for a Pod on an unknown Node, RangeError when a Node has no address left. */
export function planChange(network: Network, state: LabState, scenario: Scenario): Change {
  const { topology } = state
  const wiring = wiringOf(network)
  const changes = difference(state.scenario, scenario)
  for (const pod of changes.added) nodeSpec(topology, pod.nodeName)
  const { addresses, podAddresses, newRanges } = assignAddresses(wiring.addressRules, topology, state, changes)
  const context = { network, topology, addresses }
  const withPods = changes.added.filter((pod) => !pod.hostNetwork).map((pod) => pod.nodeName)
  return {
    ...changes,
    stages: applyPlan(wiring, context, changes, { podAddresses, newRanges }, state.nodesWithPods),
    next: {
      ...state,
      scenario,
      addresses,
      podAddresses,
      nodesWithPods: [...new Set([...state.nodesWithPods, ...withPods])],
    },
  }
}
