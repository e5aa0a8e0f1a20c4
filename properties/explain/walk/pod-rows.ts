import { contains } from '../../model/address.ts'
import { expect } from '../../model/expectation.ts'
import { gatewayAddress, podMtuBytes } from '../../model/networks/network.ts'
import { nodeOf, type PlacedPod } from '../../model/world.ts'
import { outputOf } from '../evidence.ts'
import type { Packet } from '../packet.ts'
import { describeLookup, lookUp } from '../routes.ts'
import { filterRow } from './filter-rows.ts'
import { deviceTowards, ends, factsOf, linkOf, ownerOf, placeOfNode, placeOfPod, type Scene } from './scene.ts'
import { type Direction, type Finding, type Row, row, type Step, sysctlRow, tap, toTheEnd } from './step.ts'

/** Next hop of Calico's Pods, which nobody has: the Node answers for it (datapath 1.3). */
const proxiedGateway = '169.254.1.1'

/** Whether a packet of a Pod stays on its bridge: its destination has an address of the same range. */
export function staysOnBridge({ world }: Scene, pod: PlacedPod, destination: string): boolean {
  const node = nodeOf(world, pod.nodeName)
  return (
    world.network.podLinks === 'bridge' &&
    contains(node.podCIDR, destination) &&
    gatewayAddress(world.network, node) !== destination
  )
}

/** From a socket of a Pod to the device by which its Node hears it (datapath 4.1 hops 0 to 4, 4.4). */
export function leavePod(scene: Scene, direction: Direction, pod: PlacedPod, packet: Packet): Step[] {
  const place = placeOfPod(pod)
  const facts = factsOf(scene, place)
  if (facts === undefined) return [unread(direction, place)]
  const { far } = ends(scene, pod)
  const onBridge = staysOnBridge(scene, pod, packet.destination)
  return [
    ...ownRows(scene, direction, pod, 0),
    podRoute(scene, direction, pod, packet),
    filterRow(scene, direction, place, 'output', packet, { outDevice: 'eth0' }),
    ...neighbourOfPod(scene, direction, pod, packet),
    tap(direction, place, 'eth0', 'out'),
    ...(far === undefined ? [] : [tap(direction, placeOfNode(pod.nodeName), far.name, 'in')]),
    ...portRows(scene, direction, pod, 2),
    ...(onBridge ? [] : gatewayRows(scene, direction, pod)),
    ...(scene.world.network.podLinks === 'bridge' && !onBridge
      ? [tap(direction, placeOfNode(pod.nodeName), 'cni0', 'in')]
      : []),
  ]
}

export function unread(direction: Direction, place: Finding['place']): Row {
  const finding = { hop: 'place', place, object: 'state', expected: 'to be read', actual: 'could not be read' }
  return row(direction, { ...finding, command: 'ip addr' }, 'unknown')
}

/** The Pod's own device: it is up, bears the Pod's IP and is as large as the network says. */
function ownRows(scene: Scene, direction: Direction, pod: PlacedPod, early: number): Row[] {
  const place = placeOfPod(pod)
  const facts = factsOf(scene, place)
  if (facts === undefined) return [unread(direction, place)]
  const { own } = ends(scene, pod)
  const addresses = facts.addresses.filter(({ device, address }) => device === 'eth0' && !address.includes(':'))
  const has = addresses.map(({ address }) => address)
  const command = 'ip addr show eth0'
  return [
    row(
      direction,
      {
        hop: 'pod device',
        place,
        object: 'eth0',
        expected: 'up',
        actual: own === undefined ? undefined : own.up ? 'up' : 'down',
        command,
        early,
      },
      own?.up === true,
    ),
    row(
      direction,
      {
        hop: 'pod address',
        place,
        object: 'address of eth0',
        expected: pod.ip,
        actual: has.join(', ') || undefined,
        command,
        early,
      },
      has.includes(pod.ip),
    ),
    ...mtuRows(scene, direction, place, ['eth0'], podMtuBytes(scene.world.network, scene.world.topology)),
  ]
}

/** The size of devices, where the probe is large enough for it to matter. */
export function mtuRows(
  scene: Scene,
  direction: Direction,
  place: Finding['place'],
  devices: readonly (string | undefined)[],
  expected: number,
): Row[] {
  if (scene.probe.size === 'small') return []
  return devices.flatMap((device) => {
    const link = device === undefined ? undefined : linkOf(scene, place, device)
    if (link === undefined) return []
    const finding = { hop: 'MTU', place, object: `MTU of ${link.name}`, expected, actual: link.mtuBytes }
    return [
      row(
        direction,
        { ...finding, command: `ip link show ${link.name}`, late: toTheEnd, early: toTheEnd },
        link.mtuBytes === expected,
      ),
    ]
  })
}

function podRoute(scene: Scene, direction: Direction, pod: PlacedPod, { destination }: Packet): Row {
  const place = placeOfPod(pod)
  const facts = factsOf(scene, place)
  const node = nodeOf(scene.world, pod.nodeName)
  const found = facts === undefined ? ({ kind: 'none' } as const) : lookUp(facts, destination)
  const onBridge = staysOnBridge(scene, pod, destination)
  const gateway = onBridge ? undefined : (gatewayAddress(scene.world.network, node) ?? proxiedGateway)
  const isRight =
    found.kind === 'route' &&
    found.route.type === 'unicast' &&
    found.route.device === 'eth0' &&
    found.route.gateway === gateway
  return row(
    direction,
    {
      hop: 'pod route',
      place,
      object: `route for ${destination}`,
      expected: gateway === undefined ? 'dev eth0' : `via ${gateway} dev eth0`,
      actual: describeLookup(found),
      command: `ip route get ${destination}`,
      // By the right device, but to the wrong neighbour.
      late: found.kind === 'route' && found.route.device === 'eth0' ? 2 : 0,
    },
    isRight || (destination === pod.ip && found.kind === 'local'),
  )
}

/** Whom the Pod takes for its next hop. One that has not answered is no cause: who should have answered comes next. */
function neighbourOfPod(scene: Scene, direction: Direction, pod: PlacedPod, { destination }: Packet): Row[] {
  const place = placeOfPod(pod)
  const gateway = gatewayAddress(scene.world.network, nodeOf(scene.world, pod.nodeName)) ?? proxiedGateway
  const onBridge = staysOnBridge(scene, pod, destination)
  const address = onBridge ? destination : gateway
  const entry = factsOf(scene, place)?.neighbours.find((one) => one.device === 'eth0' && one.address === address)
  const owner = ownerOf(scene, destination)
  const right = onBridge
    ? owner.kind === 'pod'
      ? ends(scene, owner.pod).own?.mac
      : undefined
    : linkOf(scene, placeOfNode(pod.nodeName), deviceTowards(scene, pod))?.mac
  const finding = { hop: 'pod neighbour', place, object: `neighbour ${address}`, command: `ip neigh show ${address}` }
  if (entry?.mac === undefined || right === undefined)
    return [
      row(
        direction,
        {
          ...finding,
          expected: right ?? 'an answer',
          actual: entry === undefined ? undefined : entry.states.join(' '),
        },
        'unknown',
      ),
    ]
  return [
    row(
      direction,
      { ...finding, expected: right, actual: `${entry.mac} ${entry.states.join(' ')}`, late: 2 },
      entry.mac === right,
    ),
  ]
}

/** The Node's end of the Pod's veth pair: a port of the bridge, or a device that answers for the gateway. */
export function portRows(scene: Scene, direction: Direction, pod: PlacedPod, early: number, hairpin = false): Row[] {
  const place = placeOfNode(pod.nodeName)
  const { own, far } = ends(scene, pod)
  if (factsOf(scene, place) === undefined) return [unread(direction, place)]
  if (far === undefined) {
    const finding = { hop: 'port', place, object: `veth of pod/${pod.name}`, expected: 'a device' }
    const other = own === undefined ? 'the Pod has no eth0' : `nothing with ifindex ${own.peerIndex}`
    return [row(direction, { ...finding, actual: other, command: 'ip -d link', early, late: 1 }, false)]
  }
  const port = far.bridgePort
  const object = `${far.name} of pod/${pod.name}`
  const bridged = scene.world.network.podLinks === 'bridge'
  const wanted: [string, string | boolean, string | boolean | undefined][] = [
    ['up', true, far.up],
    ...(bridged
      ? ([
          ['master', 'cni0', far.master],
          ['state', 'forwarding', port?.state],
          ['isolated', false, port?.isolated],
          ...(hairpin ? ([['hairpin', true, port?.hairpin]] as const) : []),
        ] as [string, string | boolean, string | boolean | undefined][])
      : []),
  ]
  const wrong = wanted.filter(([, expected, actual]) => actual !== undefined && actual !== expected)
  const missing = bridged && far.master === undefined ? [['master', 'cni0', 'none'] as const] : []
  const differing = [...wrong, ...missing]
  const words = (list: readonly (readonly [string, unknown, unknown])[], which: 1 | 2) =>
    list.map((one) => `${one[0]} ${one[which]}`).join(', ')
  const mtu = podMtuBytes(scene.world.network, scene.world.topology)
  return [
    row(
      direction,
      {
        hop: 'port',
        place,
        object,
        expected: words(differing.length > 0 ? differing : wanted, 1),
        actual: words(differing.length > 0 ? differing : wanted, 2),
        command: `bridge -d link show dev ${far.name}`,
        early,
        late: 1,
      },
      differing.length === 0,
    ),
    ...mtuRows(scene, direction, place, [far.name], mtu),
  ]
}

/** Who answers for the Pod's gateway: the bridge bears the address, or the Pod's device answers in its stead. */
function gatewayRows(scene: Scene, direction: Direction, pod: PlacedPod): Row[] {
  const place = placeOfNode(pod.nodeName)
  const facts = factsOf(scene, place)
  if (facts === undefined) return []
  const gateway = gatewayAddress(scene.world.network, nodeOf(scene.world, pod.nodeName))
  if (gateway === undefined) return proxyArpRows(scene, direction, pod)
  const bridge = linkOf(scene, place, 'cni0')
  const own = facts.addresses.filter(({ device, address }) => device === 'cni0' && !address.includes(':'))
  const has = own.map(({ address }) => address)
  const state =
    bridge === undefined ? 'no such device' : `${bridge.up ? 'up' : 'down'} with ${has.join(', ') || 'no address'}`
  const finding = { hop: 'bridge', place, object: 'cni0', expected: `up with ${gateway}`, actual: state }
  return [
    row(
      direction,
      // Without the address the route to the Pods is gone as well: what is heard is not taken.
      { ...finding, command: 'ip addr show cni0', early: 2, late: 1 },
      bridge?.up === true && has.includes(gateway),
    ),
    ...mtuRows(scene, direction, place, ['cni0'], podMtuBytes(scene.world.network, scene.world.topology)),
  ]
}

function proxyArpRows(scene: Scene, direction: Direction, pod: PlacedPod): Row[] {
  const place = placeOfNode(pod.nodeName)
  const facts = factsOf(scene, place)
  const device = ends(scene, pod).far?.name
  if (facts === undefined || device === undefined) return []
  const name = `net.ipv4.conf.${device}.proxy_arp`
  const route = lookUp(facts, proxiedGateway)
  const leads = route.kind === 'route' && route.route.type === 'unicast' && route.route.device !== device
  return [
    sysctlRow(direction, { hop: 'proxy ARP', place, early: 2 }, name, facts.sysctls[name]),
    row(
      direction,
      {
        hop: 'proxy ARP',
        place,
        object: `route for ${proxiedGateway}`,
        expected: 'by another device, or nobody answers for it',
        actual: describeLookup(route),
        command: `ip route get ${proxiedGateway}`,
        early: 2,
      },
      leads,
    ),
  ]
}

/** From the Node to the Pod's socket. `bridged`: it came from another port and never was in the Node itself. */
export function enterPod(
  scene: Scene,
  direction: Direction,
  pod: PlacedPod,
  packet: Packet,
  { bridged, hairpin }: { bridged: boolean; hairpin: boolean },
): Step[] {
  const { own, far } = ends(scene, pod)
  const [place, node] = [placeOfPod(pod), placeOfNode(pod.nodeName)]
  const device = deviceTowards(scene, pod)
  const throughBridge = scene.world.network.podLinks === 'bridge' && !bridged
  const entry = factsOf(scene, node)?.neighbours.find((one) => one.device === device && one.address === pod.ip)
  const finding = {
    hop: 'neighbour',
    place: node,
    object: `neighbour ${pod.ip} dev ${device}`,
    command: `ip neigh show ${pod.ip} dev ${device}`,
  }
  const right = own?.mac
  const neighbour = bridged
    ? []
    : [
        row(
          direction,
          {
            ...finding,
            expected: right ?? 'the MAC of the Pod',
            actual: [entry?.mac, ...(entry?.states ?? [])].join(' ') || undefined,
            // The Pod's own device hears it and throws it away.
            late: 3,
          },
          entry?.mac === undefined || right === undefined ? 'unknown' : entry.mac === right,
        ),
      ]
  return [
    ...neighbour,
    ...(throughBridge ? [tap(direction, node, 'cni0', 'out')] : []),
    ...portRows(scene, direction, pod, throughBridge ? 1 : 0, hairpin),
    ...(far === undefined ? [] : [tap(direction, node, far.name, 'out')]),
    ...ownRows(scene, direction, pod, throughBridge ? 2 : 1),
    tap(direction, place, 'eth0', 'in'),
    filterRow(scene, direction, place, 'input', packet, { inDevice: 'eth0' }),
    ...(packet.state === 'NEW' ? listenerRow(scene, direction, place, packet) : []),
  ]
}

/** Whether somebody listens there. */
export function listenerRow(scene: Scene, direction: Direction, place: Finding['place'], packet: Packet): Row[] {
  const { protocol, destinationPort, destination } = packet
  const mayAnswer = expect(scene.world, scene.probe).allowed.some(
    ({ outcome }) => outcome === 'answered' || outcome === 'connected',
  )
  if (protocol === 'icmp' || !mayAnswer) return []
  const output = outputOf(scene.evidence, place, 'listeners')
  const finding = {
    hop: 'listener',
    place,
    object: `${protocol.toUpperCase()} port ${destinationPort}`,
    command: 'ss -Hltun',
  }
  if (output === undefined || output.exitCode !== 0)
    return [row(direction, { ...finding, expected: 'a socket', actual: 'could not be read' }, 'unknown')]
  const found = output.text.split('\n').some((line) => {
    const [kind, , , , local = ''] = line.trim().split(/\s+/)
    if (kind !== protocol || !local.endsWith(`:${destinationPort}`)) return false
    const address = local.slice(0, local.lastIndexOf(':')).replace(/%.*/, '')
    return ['0.0.0.0', '*', '[::]', destination].includes(address)
  })
  return [row(direction, { ...finding, expected: 'a socket', actual: found ? 'a socket' : undefined }, found)]
}
