import { contains } from '../../model/address.ts'
import type { NamespaceFacts } from '../../model/facts.ts'
import { podMtuBytes, type Tunnel, tunnelAddress } from '../../model/networks/network.ts'
import { uplinkDevice } from '../../model/topology.ts'
import { nodeOf, pathOf } from '../../model/world.ts'
import type { Packet } from '../packet.ts'
import { describeLookup, lookUp } from '../routes.ts'
import { filterRow } from './filter-rows.ts'
import { mtuRows } from './pod-rows.ts'
import { factsOf, linkOf, nodeAddress, placeOfNode, type Scene } from './scene.ts'
import { type Direction, type Row, row, type Step, tap } from './step.ts'

/** How a packet gets from one Node to another, and the device by which it arrives. */
export interface Crossing {
  steps: Step[]
  inDevice: string
}

/** What is for a Pod, or an address of the Pod range, takes the network's path; all else the uplink. */
export function cross(scene: Scene, direction: Direction, from: string, to: string, packet: Packet): Crossing {
  const { world } = scene
  const { tunnel } = world.network
  const inRange = contains(world.topology.podCIDR, packet.destination)
  if (inRange && tunnel !== undefined && pathOf(world, from, to) === 'tunnel')
    return { steps: throughTunnel(scene, direction, tunnel, from, to), inDevice: tunnel.device }
  return { steps: straight(scene, direction, from, to), inDevice: uplinkDevice(nodeOf(world, to)) }
}

function straight(scene: Scene, direction: Direction, from: string, to: string): Step[] {
  const [place, there] = [placeOfNode(from), placeOfNode(to)]
  const [device, far] = [uplinkDevice(nodeOf(scene.world, from)), uplinkDevice(nodeOf(scene.world, to))]
  const expected = scene.world.topology.uplinkMtuBytes
  return [
    underlayNeighbour(scene, direction, from, to),
    ...mtuRows(scene, direction, place, [device], expected),
    tap(direction, place, device, 'out'),
    ...mtuRows(scene, direction, there, [far], expected),
    tap(direction, there, far, 'in'),
  ]
}

/** The peer's MAC on the uplink. Across a router it is the router's, which podnet does not know. */
function underlayNeighbour(scene: Scene, direction: Direction, from: string, to: string): Row {
  const place = placeOfNode(from)
  const address = nodeAddress(scene, to)
  const device = uplinkDevice(nodeOf(scene.world, from))
  const facts = factsOf(scene, place)
  const route = facts && lookUp(facts, address)
  const entry = facts?.neighbours.find((one) => one.device === device && one.address === address)
  const right = linkOf(scene, placeOfNode(to), uplinkDevice(nodeOf(scene.world, to)))?.mac
  const finding = {
    hop: 'underlay',
    place,
    object: `neighbour ${address} dev ${device}`,
    command: `ip neigh show ${address}`,
  }
  const actual = [entry?.mac, ...(entry?.states ?? [])].join(' ') || undefined
  const sameSegment = nodeOf(scene.world, from).segment === nodeOf(scene.world, to).segment
  if (sameSegment && route !== undefined && (route.kind !== 'route' || route.route.device !== device)) {
    const object = `route for ${address}`
    return row(direction, { ...finding, object, expected: `dev ${device}`, actual: describeLookup(route) }, false)
  }
  if (!sameSegment || entry?.mac === undefined || right === undefined)
    return row(direction, { ...finding, expected: right ?? 'known', actual }, 'unknown')
  return row(direction, { ...finding, expected: right, actual, late: 2 }, entry.mac === right)
}

function throughTunnel(scene: Scene, direction: Direction, tunnel: Tunnel, from: string, to: string): Step[] {
  const [place, there] = [placeOfNode(from), placeOfNode(to)]
  const [device, far] = [uplinkDevice(nodeOf(scene.world, from)), uplinkDevice(nodeOf(scene.world, to))]
  const outer = outerPacket(scene, tunnel, from, to)
  const inner = podMtuBytes(scene.world.network, scene.world.topology)
  const uplink = scene.world.topology.uplinkMtuBytes
  const vxlan = tunnel.encapsulation === 'vxlan'
  return [
    tunnelDevice(scene, direction, tunnel, from, 0),
    ...(vxlan ? tunnelNeighbour(scene, direction, tunnel, from, to) : []),
    ...mtuRows(scene, direction, place, [tunnel.device], inner),
    tap(direction, place, tunnel.device, 'out'),
    ...(vxlan ? forwardingEntry(scene, direction, tunnel, from, to) : []),
    underlayNeighbour(scene, direction, from, to),
    ...(outer === undefined ? [] : [filterRow(scene, direction, place, 'output', outer, { outDevice: device })]),
    ...(outer === undefined ? [] : [filterRow(scene, direction, place, 'postrouting', outer, { outDevice: device })]),
    ...mtuRows(scene, direction, place, [device], uplink),
    tap(direction, place, device, 'out', true),
    ...mtuRows(scene, direction, there, [far], uplink),
    tap(direction, there, far, 'in', true),
    ...(outer === undefined ? [] : outerArrival(scene, direction, there, far, outer)),
    tunnelDevice(scene, direction, tunnel, to, 0),
    tap(direction, there, tunnel.device, 'in'),
    ...(vxlan ? innerDestination(scene, direction, tunnel, from, to) : []),
  ]
}

function outerArrival(scene: Scene, direction: Direction, there: Row['place'], far: string, outer: Packet): Row[] {
  return (['ingress', 'prerouting', 'input'] as const).map((hook) =>
    filterRow(scene, direction, there, hook, outer, { inDevice: far }),
  )
}

/** The outer packet of VXLAN and flannel's UDP; that of IP in IP has a protocol of its own, which rules rarely name. */
function outerPacket(scene: Scene, { port, encapsulation }: Tunnel, from: string, to: string): Packet | undefined {
  if (port === undefined || encapsulation === 'ipip') return undefined
  return {
    source: nodeAddress(scene, from),
    destination: nodeAddress(scene, to),
    protocol: 'udp',
    sourcePort: 0,
    destinationPort: port,
    state: 'NEW',
    mark: 0,
  }
}

function tunnelDevice(scene: Scene, direction: Direction, tunnel: Tunnel, node: string, early: number): Row {
  const place = placeOfNode(node)
  const link = linkOf(scene, place, tunnel.device)
  const wanted: [string, unknown, unknown][] = [
    ['up', true, link?.up],
    ...(tunnel.encapsulation === 'vxlan'
      ? ([
          ['id', tunnel.vni, link?.vxlan?.vni],
          ['port', tunnel.port, link?.vxlan?.port],
          ['local', nodeAddress(scene, node), link?.vxlan?.local],
        ] as [string, unknown, unknown][])
      : []),
  ]
  const wrong = wanted.filter(([, expected, actual]) => expected !== actual)
  const shown = wrong.length === 0 ? wanted : wrong
  return row(
    direction,
    {
      hop: 'tunnel device',
      place,
      object: tunnel.device,
      expected: shown.map(([name, expected]) => `${name} ${expected}`).join(', '),
      actual: link === undefined ? 'no such device' : shown.map(([name, , actual]) => `${name} ${actual}`).join(', '),
      command: `ip -d link show ${tunnel.device}`,
      early,
      // A packet with another id or port reaches the peer's uplink.
      late: 2,
    },
    link !== undefined && wrong.length === 0,
  )
}

/** MAC of the peer's tunnel device as the Node writes it on a frame, and whose mistake it is where the two differ. */
function tunnelNeighbour(scene: Scene, direction: Direction, tunnel: Tunnel, from: string, to: string): Row[] {
  const place = placeOfNode(from)
  const facts = factsOf(scene, place)
  const peer = nodeOf(scene.world, to)
  const address = tunnelAddress(scene.world.network, peer, peer.status)
  const mac = linkOf(scene, placeOfNode(to), tunnel.device)?.mac
  const entry = facts && neighbourOn(facts, tunnel.device, address)
  const finding = {
    hop: 'tunnel neighbour',
    place,
    object: `neighbour ${address} dev ${tunnel.device}`,
    command: `ip neigh show dev ${tunnel.device}`,
  }
  if (entry?.mac === undefined) {
    const actual = entry === undefined ? undefined : entry.states.join(' ')
    return [row(direction, { ...finding, expected: mac ?? 'known', actual }, false)]
  }
  if (mac === undefined) return [row(direction, { ...finding, expected: 'known', actual: entry.mac }, 'unknown')]
  if (entry.mac !== mac && othersAgree(scene, tunnel, from, to, entry.mac)) return []
  // Whatever it is sent to, the peer takes it for somebody else's.
  return [
    row(direction, { ...finding, expected: `${mac}, as ${to} has it`, actual: entry.mac, late: 4 }, entry.mac === mac),
  ]
}

const neighbourOn = (facts: NamespaceFacts, device: string, address: string | undefined) =>
  facts.neighbours.find((one) => one.device === device && one.address === address)

/**
 * Where a neighbour and the device it stands for differ, the one is wrong that stands alone: what the other Nodes, and the
 * forwarding entries of this one, still say of the device tells.
 */
function othersAgree(scene: Scene, tunnel: Tunnel, from: string, to: string, mac: string): boolean {
  const peer = nodeOf(scene.world, to)
  const address = tunnelAddress(scene.world.network, peer, peer.status)
  const others = scene.world.topology.nodes.filter(({ name }) => name !== from && name !== to)
  const entries = others.flatMap(({ name }) => {
    const facts = factsOf(scene, placeOfNode(name))
    return (facts && neighbourOn(facts, tunnel.device, address)?.mac) ?? []
  })
  if (entries.length > 0) return entries.filter((one) => one === mac).length * 2 > entries.length
  const own = factsOf(scene, placeOfNode(from))?.forwarding ?? []
  const ofPeer = own.filter((one) => one.device === tunnel.device && one.destination === peer.address)
  return ofPeer.length > 0 && ofPeer.every((one) => one.mac === mac)
}

/** Where the frame for that MAC is sent: the peer's InternalIP, and nowhere else. */
function forwardingEntry(scene: Scene, direction: Direction, tunnel: Tunnel, from: string, to: string): Row[] {
  const place = placeOfNode(from)
  const facts = factsOf(scene, place)
  const peer = nodeOf(scene.world, to)
  const address = tunnelAddress(scene.world.network, peer, peer.status)
  const mac = facts && neighbourOn(facts, tunnel.device, address)?.mac
  if (facts === undefined || mac === undefined) return []
  const destinations = facts.forwarding
    .filter((one) => one.device === tunnel.device && one.mac === mac)
    .flatMap(({ destination }) => destination ?? [])
  return [
    row(
      direction,
      {
        hop: 'tunnel forwarding',
        place,
        object: `FDB entry ${mac} dev ${tunnel.device}`,
        expected: `dst ${peer.address}`,
        actual: destinations.length === 0 ? undefined : `dst ${destinations.join(', ')}`,
        command: `bridge fdb show dev ${tunnel.device}`,
        late: 1,
      },
      destinations.length === 1 && destinations[0] === peer.address,
    ),
  ]
}

/** The peer takes only frames for its own MAC: where all others still know another one, it is the device that changed. */
function innerDestination(scene: Scene, direction: Direction, tunnel: Tunnel, from: string, to: string): Row[] {
  const facts = factsOf(scene, placeOfNode(from))
  const there = placeOfNode(to)
  const mac = linkOf(scene, there, tunnel.device)?.mac
  const peer = nodeOf(scene.world, to)
  const entry = facts && neighbourOn(facts, tunnel.device, tunnelAddress(scene.world.network, peer, peer.status))
  if (mac === undefined || entry?.mac === undefined) return []
  const differs = entry.mac !== mac && othersAgree(scene, tunnel, from, to, entry.mac)
  const finding = {
    hop: 'tunnel device',
    place: there,
    object: `MAC of ${tunnel.device}`,
    command: `ip link show ${tunnel.device}`,
  }
  return entry.mac !== mac && !differs
    ? []
    : [row(direction, { ...finding, expected: `${entry.mac}, as the other Nodes have it`, actual: mac }, !differs)]
}
