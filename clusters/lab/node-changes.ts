import type { Network } from '../../properties/model/networks/network.ts'
import type { Scenario } from '../../properties/model/scenario.ts'
import type { ServiceProxy } from '../../properties/model/services/proxy.ts'
import { type NodeSpec, presentNodes, type Topology } from '../../properties/model/topology.ts'
import type { NodeAddresses } from '../networks/address-allocation.ts'
import type { Wiring, WiringContext } from '../networks/wiring.ts'
import { startProxy } from '../proxy/steps.ts'
import { externalRouteSteps, withoutExternalRoutes } from './external.ts'
import { externalNamespace } from './namespace.ts'
import type { Stage } from './script.ts'
import { wipeSteps } from './wipe-node.ts'

/** Nodes that become part of the cluster, and those that are no part of it any more. */
export interface NodeChanges {
  joining: NodeSpec[]
  leaving: NodeSpec[]
}

export function nodeChanges(topology: Topology, before: Scenario, after: Scenario): NodeChanges {
  const isIn = ({ absentNodes = [] }: Scenario, { name }: NodeSpec) => !absentNodes.includes(name)
  return {
    joining: topology.nodes.filter((node) => !isIn(before, node) && isIn(after, node)),
    leaving: topology.nodes.filter((node) => isIn(before, node) && !isIn(after, node)),
  }
}

/** What the plans of a network are computed from while those Nodes are absent that the scenario says. */
export function contextOf(
  network: Network,
  whole: Topology,
  addresses: readonly NodeAddresses[],
  scenario: Scenario,
): WiringContext {
  const topology = presentNodes(whole, scenario)
  const isPresent = ({ node }: NodeAddresses) => topology.nodes.some(({ name }) => name === node)
  return { network, topology, addresses: addresses.filter(isPresent) }
}

/**
 * What to run so that Nodes come and go: those that leave and what the others know of them first. Whoever stays is given
 * and loses what is about that Node alone, as by a daemon that hears of it, so that its traffic goes on.
 */
export function nodeStages(
  wiring: Wiring,
  before: WiringContext,
  after: WiringContext,
  { joining, leaving }: NodeChanges,
  proxy: ServiceProxy | undefined,
): Stage[] {
  const gone = before.addresses.filter(({ node }) => leaving.some(({ name }) => name === node))
  const forgetting: Stage = [
    ...before.topology.nodes.map((node) => ({
      namespace: node.name,
      steps: leaving.includes(node)
        ? wipeSteps(before)
        : leaving.flatMap((peer) => wiring.removePeer(before, node, peer)),
    })),
    { namespace: externalNamespace, steps: gone.flatMap(withoutExternalRoutes) },
  ]
  const learning: Stage = [
    ...after.topology.nodes.map((node) => ({
      namespace: node.name,
      steps: joining.includes(node)
        ? [
            ...(proxy === undefined ? [] : startProxy({ proxy, topology: after.topology }, node)),
            ...wiring.node(after, node),
          ]
        : joining.flatMap((peer) => wiring.addPeer(after, node, peer)),
    })),
    // The Node after a Pod's owner, by which its detour leads, may be another one now.
    { namespace: externalNamespace, steps: externalRouteSteps(after.topology, after.addresses) },
  ]
  return [...(leaving.length > 0 ? [forgetting] : []), ...(joining.length + leaving.length > 0 ? [learning] : [])]
}
