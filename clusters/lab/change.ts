import type { Network } from '../../properties/model/networks/network.ts'
import type { Scenario } from '../../properties/model/scenario.ts'
import { nodeSpec } from '../../properties/model/topology.ts'
import { wiringOf } from '../networks/index.ts'
import { type Difference, difference } from '../running/difference.ts'
import { applyPlan } from './apply-plan.ts'
import { assignAddresses } from './assign-addresses.ts'
import { namespaceStages } from './cni/change.ts'
import { dnsPods } from './dns/servers.ts'
import type { Stage } from './script.ts'
import type { LabState } from './state.ts'

/** A step from one scenario to another, worked out and not yet begun. */
export interface Change extends Difference {
  stages: Stage[]
  /** What the cluster is afterwards, but for what only its kernel and its plugins can tell. */
  next: LabState
}

/** Works out a change. Throws Error for a Pod on an unknown Node, RangeError when a Node has no address left. */
export function planChange(network: Network, state: LabState, scenario: Scenario): Change {
  const { topology } = state
  const ownPods = state.proxy === undefined ? [] : dnsPods(topology)
  const changes = difference(
    { pods: [...state.ownPods, ...state.scenario.pods] },
    { pods: [...ownPods, ...scenario.pods] },
  )
  for (const pod of changes.added) nodeSpec(topology, pod.nodeName)
  const withPods = changes.added.filter((pod) => !pod.hostNetwork).map((pod) => pod.nodeName)
  const nodesWithPods = [...new Set([...state.nodesWithPods, ...withPods])]
  if (state.cni !== undefined) {
    return {
      ...changes,
      stages: namespaceStages(topology, changes),
      next: { ...state, scenario, ownPods, nodesWithPods },
    }
  }
  const wiring = wiringOf(network)
  const { addresses, podAddresses, newRanges } = assignAddresses(wiring.addressRules, topology, state, changes)
  const context = { network, topology, addresses }
  return {
    ...changes,
    stages: applyPlan(wiring, context, changes, { podAddresses, newRanges }, state.nodesWithPods),
    next: { ...state, scenario, ownPods, addresses, podAddresses, nodesWithPods },
  }
}
