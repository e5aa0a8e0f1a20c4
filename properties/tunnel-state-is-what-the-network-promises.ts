import { checkNodes, differs, inconclusiveCheck, type Problem, structuralCheck } from './checks.ts'
import type { NamespaceFacts } from './model/facts.ts'
import { podMtuBytes, type Tunnel, tunnelAddress } from './model/networks/network.ts'
import { nodePlace } from './model/place.ts'
import type { Check } from './model/verdict.ts'
import { nodeOf, pathOf, type World } from './model/world.ts'
import type { Evidence, Property } from './property.ts'

const id = 'tunnel-state-is-what-the-network-promises'
/** Every device any network of the model uses as a tunnel. */
const tunnelDevices = ['flannel.1', 'flannel.ipip', 'flannel0', 'vxlan.calico', 'tunl0']

export const tunnelStateIsWhatTheNetworkPromises: Property = {
  id,
  claim: "Every Node's tunnel device, its neighbours and its forwarding entries are what the network promises.",
  claims: ['C30', 'C37', 'C38', 'C41', 'C48', 'C49', 'C50', 'C51', 'C52', 'C53', 'C54', 'C61', 'C73'],
  level: 'core',
  needs: [],
  judge: (world, evidence) =>
    checkNodes(id, 'tunnel-device', world, evidence, ({ name }, facts) => {
      const { tunnel } = world.network
      if (tunnel === undefined) return [noTunnelDevice(facts, nodePlace(name))]
      return [
        device(world, name, tunnel, facts),
        ...peers(world, name, tunnel, facts, evidence),
        ...forgotten(world, name, tunnel, facts),
      ]
    }),
}

/** tunl0 is there in every namespace once the host has loaded ipip (datapath 1.3): only one that is up counts. */
function noTunnelDevice(facts: NamespaceFacts, place: string): Check {
  const found = facts.links.filter((link) => tunnelDevices.includes(link.name) && link.up)
  const problems = found.map((link) => ({ expected: 'no tunnel device', observed: `${link.name} is up` }))
  return structuralCheck(id, 'no-tunnel-device', place, problems)
}

function device(world: World, name: string, tunnel: Tunnel, facts: NamespaceFacts): Check {
  const node = nodeOf(world, name)
  const subject = `${nodePlace(name)} ${tunnel.device}`
  const link = facts.links.find((link) => link.name === tunnel.device)
  if (link === undefined)
    return structuralCheck(id, 'tunnel-device', subject, [
      { expected: `device ${tunnel.device}`, observed: 'no such device' },
    ])
  const addresses = facts.addresses.filter((address) => address.device === tunnel.device && address.scope === 'global')
  const problems: Problem[] = [
    ...differs('kind', tunnel.encapsulation === 'udp' ? 'tun' : tunnel.encapsulation, link.kind),
    ...differs('up', true, link.up),
    ...differs('MTU', podMtuBytes(world.network, world.topology), link.mtuBytes),
    ...differs(
      'address',
      `${tunnelAddress(world.network, node, node.status)}/32`,
      addresses.map((address) => `${address.address}/${address.prefixLength}`).join(', '),
    ),
  ]
  if (tunnel.encapsulation === 'vxlan')
    problems.push(
      ...differs('VNI', tunnel.vni, link.vxlan?.vni),
      ...differs('port', tunnel.port, link.vxlan?.port),
      ...differs('local address', node.address, link.vxlan?.local),
      ...differs('learning', false, link.vxlan?.learning),
    )
  return structuralCheck(id, 'tunnel-device', subject, problems)
}

/** Nothing is left of Nodes that are no part of the cluster. Where all are, what else there may be is not asked. */
function forgotten(world: World, name: string, { device }: Tunnel, facts: NamespaceFacts): Check[] {
  const { network, topology, wholeTopology } = world
  const absent = wholeTopology.nodes.filter((node) => !topology.nodes.includes(node))
  if (absent.length === 0) return []
  const known = topology.nodes.map((node) => tunnelAddress(network, node, nodeOf(world, node.name).status))
  const neighbours = facts.neighbours.filter(
    (entry) => entry.device === device && entry.states.includes('PERMANENT') && !known.includes(entry.address),
  )
  const entries = facts.forwarding.filter(
    (entry) => entry.device === device && absent.some(({ address }) => address === entry.destination),
  )
  const observed = [
    ...neighbours.map(({ address }) => `neighbour ${address}`),
    ...entries.map(({ mac, destination }) => `FDB ${mac} dst ${destination}`),
  ]
  const subject = `${nodePlace(name)} ${device} without ${absent.map((node) => node.name).join(', ')}`
  return [
    structuralCheck(
      id,
      'absent-node-is-forgotten',
      subject,
      observed.map((one) => ({ expected: 'nothing of it', observed: one })),
    ),
  ]
}

/** IP-in-IP needs no entry per peer: the route's gateway is the outer destination. flanneld keeps those of UDP to itself. */
function peers(world: World, name: string, tunnel: Tunnel, facts: NamespaceFacts, evidence: Evidence): Check[] {
  if (tunnel.encapsulation !== 'vxlan') return []
  return world.topology.nodes
    .filter((peer) => peer.name !== name && pathOf(world, name, peer.name) === 'tunnel')
    .flatMap((peer) => {
      const status = nodeOf(world, peer.name).status
      const address = tunnelAddress(world.network, peer, status)
      const mac = evidence.structure[nodePlace(peer.name)]?.links.find((link) => link.name === tunnel.device)?.mac
      const towards = `${nodePlace(name)} ${tunnel.device} towards ${peer.name}`
      if (mac === undefined)
        return [
          inconclusiveCheck(id, 'tunnel-neighbour', towards, `the MAC of ${peer.name}'s ${tunnel.device} is not known`),
        ]
      const neighbour = facts.neighbours.find((entry) => entry.device === tunnel.device && entry.address === address)
      const entries = facts.forwarding.filter((entry) => entry.device === tunnel.device && entry.mac === mac)
      return [
        structuralCheck(id, 'tunnel-neighbour', `${towards}: neighbour ${address}`, [
          ...differs('MAC', mac, neighbour?.mac),
          ...(neighbour === undefined ? [] : differs('state', 'PERMANENT', neighbour.states.join(' '))),
        ]),
        structuralCheck(
          id,
          'tunnel-forwarding',
          `${towards}: FDB ${mac}`,
          differs('destination', peer.address, entries.map((entry) => entry.destination).join(', ') || undefined),
        ),
      ]
    })
}
