import { gatewayAddress, type Network } from '../../properties/model/networks/network.ts'
import type { Scenario } from '../../properties/model/scenario.ts'
import { isHeadless, type Service, serviceKey } from '../../properties/model/service.ts'
import type { ServedService } from '../../properties/model/services/endpoint-slice.ts'
import { nodeAddresses } from '../../properties/model/services/node-addresses.ts'
import { serveServices } from '../../properties/model/services/serve.ts'
import { type NodeSpec, presentNodes } from '../../properties/model/topology.ts'
import { makeWorld, nodeOf } from '../../properties/model/world.ts'
import { ip } from '../networks/step.ts'
import { serviceRouteLines } from '../proxy/outside-routes.ts'
import { portMappings, portmapRules } from '../proxy/portmap.ts'
import type { ServedNode } from '../proxy/settings.ts'
import { proxyRules } from '../proxy/steps.ts'
import { dnsService } from './dns/servers.ts'
import { externalNamespace } from './namespace.ts'
import type { Stage } from './script.ts'
import { type LabState, statusOf } from './state.ts'

/** A cluster's Services once its Pods are there: with the addresses they have, and those that new ones get. */
export function withServices(network: Network, before: LabState, next: LabState): LabState {
  if (next.proxy === undefined) return next
  const scenario = { ...next.scenario, services: keepAddresses(next.scenario, before.services) }
  const services = serveServices(scenario, next.topology, statusOf(network, next))
  return { ...next, services: [...services, dnsService(next.topology, next.ownPods, next.podAddresses)] }
}

/** A Service that stays keeps the ClusterIP and the NodePorts it was given, unless another one asks for them. */
function keepAddresses({ services = [] }: Scenario, running: readonly ServedService[]): Service[] {
  const before = new Map(running.map(({ service }) => [serviceKey(service), service]))
  const asked = new Set(services.flatMap(({ clusterIP, ports }) => [clusterIP, ...ports.map(nodePortOf)]))
  const free = <Value extends string | number>(value: Value | undefined): Value | undefined =>
    asked.has(value) ? undefined : value
  return services.map((service) => {
    const old = before.get(serviceKey(service))
    if (old === undefined || isHeadless(service) || isHeadless(old) || service.type === 'ExternalName') return service
    const clusterIP = service.clusterIP ?? free(old.clusterIP)
    const ports = service.ports.map((port) => {
      const same = old.ports.find(({ name, protocol }) => name === port.name && protocol === port.protocol)
      const nodePort = service.type === 'NodePort' ? (port.nodePort ?? free(same?.nodePort)) : undefined
      return { ...port, ...(nodePort !== undefined && { nodePort }) }
    })
    return { ...service, ...(clusterIP !== undefined && { clusterIP }), ports }
  })
}

const nodePortOf = ({ nodePort }: { nodePort?: number }): number | undefined => nodePort

/** What each Node's rules are made of. A Node's bridge comes with its first Pod, and stays. */
function servedNodes(network: Network, state: LabState): (node: NodeSpec) => ServedNode {
  const world = makeWorld(network, state.topology, state.scenario, statusOf(network, state))
  return ({ name }) => {
    // It is not part of the cluster: its proxy knows nothing yet.
    if (!world.nodes.has(name)) return { services: [], addresses: [] }
    const missing = state.nodesWithPods.includes(name) ? undefined : gatewayAddress(network, nodeOf(world, name))
    const addresses = nodeAddresses(world, name).filter((address) => address !== missing)
    return { services: state.services, addresses }
  }
}

/**
 * Makes the rules of every Node those of the new Services and hostPorts, and shows the host outside its ways to them. Where
 * these are the old ones nothing is written: what somebody changed by hand in a cluster that runs must be there for the check.
 */
export function serviceStage(network: Network, before: LabState, next: LabState): Stage {
  const { proxy, topology } = next
  if (proxy === undefined || inRules(before) === inRules(next)) return []
  const old = servedNodes(network, before)
  const now = servedNodes(network, next)
  const nodes = presentNodes(topology, next.scenario).nodes.map((node) => ({
    namespace: node.name,
    steps: [
      ...proxyRules({ proxy, topology }, node, old(node), now(node)),
      ...portmapRules(
        network,
        node,
        portMappings(before.scenario, before.podAddresses, node),
        portMappings(next.scenario, next.podAddresses, node),
      ),
    ],
  }))
  const routes = serviceRouteLines(presentNodes(topology, next.scenario), next.services)
  return routes.length === 0 ? nodes : [...nodes, { namespace: externalNamespace, steps: [ip(...routes)] }]
}

/** Makes all rules anew, as a proxy does that was started again: each table in one transaction, as ever. */
export function rewriteStage(network: Network, state: LabState): Stage {
  const { proxy, topology } = state
  if (proxy === undefined) return []
  const served = servedNodes(network, state)
  return presentNodes(topology, state.scenario).nodes.map((node) => ({
    namespace: node.name,
    steps: proxyRules({ proxy, topology }, node, served(node), served(node)),
  }))
}

/** All that a Node's rules depend on, to be compared. */
function inRules({ topology, scenario, podAddresses, services, nodesWithPods }: LabState): string {
  return JSON.stringify([
    services,
    nodesWithPods,
    scenario.absentNodes,
    topology.nodes.map((node) => portMappings(scenario, podAddresses, node)),
  ])
}
