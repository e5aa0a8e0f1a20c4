import { checkPods, differs, type Problem, structuralCheck } from './checks.ts'
import { prefixLength } from './model/address.ts'
import type { NamespaceFacts } from './model/facts.ts'
import { gatewayAddress, podMtuBytes } from './model/networks/network.ts'
import { podPlace } from './model/place.ts'
import type { Check } from './model/verdict.ts'
import { nodeOf, type PlacedPod, type World } from './model/world.ts'
import type { Property } from './property.ts'

const id = 'pod-network-setup-is-as-configured'
/** Calico's gateway, the same in every Pod and answered by proxy ARP (datapath 1.3). */
const calicoGateway = '169.254.1.1'

export const podNetworkSetupIsAsConfigured: Property = {
  id,
  claim: "A Pod's eth0 and routes are as the network configures them, and they name no Node.",
  claims: ['C6', 'C25', 'C29', 'C31', 'C41', 'C45', 'C73'],
  level: 'core',
  needs: [],
  judge: (world, evidence) =>
    checkPods(id, 'pod-device', world.networkPods, evidence, (pod, facts) => [
      device(world, pod, facts),
      routes(world, pod, facts),
    ]),
}

function device(world: World, pod: PlacedPod, facts: NamespaceFacts): Check {
  const eth0 = facts.links.find((link) => link.name === 'eth0')
  const length = world.network.podLinks === 'bridge' ? prefixLength(nodeOf(world, pod.nodeName).podCIDR) : 32
  const addresses = facts.addresses.filter((address) => address.device === 'eth0' && address.scope === 'global')
  return structuralCheck(id, 'pod-device', `${podPlace(pod.name)} eth0`, [
    ...differs('up', true, eth0?.up),
    ...differs('MTU', podMtuBytes(world.network, world.topology), eth0?.mtuBytes),
    ...differs('prefix length', String(length), addresses.map((address) => address.prefixLength).join(', ')),
  ])
}

function routes(world: World, pod: PlacedPod, facts: NamespaceFacts): Check {
  const gateway = gatewayAddress(world.network, nodeOf(world, pod.nodeName)) ?? calicoGateway
  const defaults = facts.routes.filter((route) => route.destination === '0.0.0.0/0')
  const nodes = new Set(world.topology.nodes.map((node) => node.address))
  const named = facts.routes.filter((route) => route.gateway !== undefined && nodes.has(route.gateway))
  const problems: Problem[] = [
    ...differs('default gateway', gateway, defaults.map((route) => route.gateway).join(', ') || undefined),
    ...named.map((route) => ({
      expected: 'no route through a Node',
      observed: `${route.destination} via ${route.gateway}`,
    })),
  ]
  if (world.network.podLinks === 'bridge') {
    const cluster = facts.routes.find((route) => route.destination === world.topology.podCIDR)
    problems.push(...differs(`gateway of ${world.topology.podCIDR}`, gateway, cluster?.gateway))
  } else {
    const link = facts.routes.find((route) => route.destination === `${calicoGateway}/32`)
    problems.push(...differs(`device of ${calicoGateway}`, 'eth0', link?.device))
  }
  return structuralCheck(id, 'pod-routes', `${podPlace(pod.name)} routes`, problems)
}
