import type { Network } from '../../properties/model/networks/network.ts'
import type { Scenario } from '../../properties/model/scenario.ts'
import { nodeSpec, presentNodes } from '../../properties/model/topology.ts'
import { wiringOf } from '../networks/index.ts'
import { type Difference, difference } from '../running/difference.ts'
import { applyPlan } from './apply-plan.ts'
import { assignAddresses } from './assign-addresses.ts'
import { namespaceStages } from './cni/change.ts'
import { dnsPods } from './dns/servers.ts'
import { contextOf, type NodeChanges, nodeChanges, nodeStages } from './node-changes.ts'
import type { Stage } from './script.ts'
import type { LabState } from './state.ts'

/** A step from one scenario to another, worked out and not yet begun. */
export interface Change extends Difference, NodeChanges {
  stages: Stage[]
  /** What the cluster is afterwards, but for what only its kernel and its plugins can tell. */
  next: LabState
}

/** Works out a change. Throws Error for a Pod on an unknown Node, RangeError when a Node has no address left. */
export function planChange(network: Network, state: LabState, scenario: Scenario): Change {
  const { topology } = state
  const nodes = nodeChanges(topology, state.scenario, scenario)
  if (state.flanneld && nodes.joining.length + nodes.leaving.length > 0)
    throw new Error('flanneld runs on the Nodes of this cluster: none of them comes or goes')
  const ownPods = state.proxy === undefined ? [] : dnsPods(presentNodes(topology, scenario), state.ownPods)
  const changes = difference(
    { pods: [...state.ownPods, ...state.scenario.pods] },
    { pods: [...ownPods, ...scenario.pods] },
  )
  for (const pod of changes.added) nodeSpec(presentNodes(topology, scenario), pod.nodeName)
  const withPods = changes.added.filter((pod) => !pod.hostNetwork).map((pod) => pod.nodeName)
  const isLeft = (name: string) => nodes.leaving.every((node) => node.name !== name)
  const before = state.nodesWithPods.filter(isLeft)
  const nodesWithPods = [...new Set([...before, ...withPods])]
  const localPodSources = Object.fromEntries(Object.entries(state.localPodSources).filter(([name]) => isLeft(name)))
  const wiring = wiringOf(network)
  const contextIn = (one: Scenario, addresses: LabState['addresses']) => contextOf(network, topology, addresses, one)
  const stagesOfNodes = nodeStages(
    wiring,
    contextIn(state.scenario, state.addresses),
    contextIn(scenario, state.addresses),
    nodes,
    state.proxy,
  )
  if (state.cni !== undefined) {
    return {
      ...changes,
      ...nodes,
      stages: [...stagesOfNodes, ...namespaceStages(topology, changes)],
      next: { ...state, scenario, ownPods, nodesWithPods, localPodSources },
    }
  }
  const { addresses, podAddresses, newRanges } = assignAddresses(wiring.addressRules, topology, state, changes)
  const context = contextIn(scenario, addresses)
  return {
    ...changes,
    ...nodes,
    stages: applyPlan(wiring, context, changes, { podAddresses, newRanges }, before, stagesOfNodes),
    next: { ...state, scenario, ownPods, addresses, podAddresses, nodesWithPods, localPodSources },
  }
}
