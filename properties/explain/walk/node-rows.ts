import { contains, prefixLength } from '../../model/address.ts'
import type { NamespaceFacts, Route } from '../../model/facts.ts'
import { uplinkDevice } from '../../model/topology.ts'
import { nodeOf, type PlacedPod } from '../../model/world.ts'
import { type PromisedRoute, promisedRoutes } from '../../promised-routes.ts'
import { outputOf } from '../evidence.ts'
import type { Packet } from '../packet.ts'
import { checksReversePath, describeLookup, type Lookup, lookUp } from '../routes.ts'
import { filterRow } from './filter-rows.ts'
import { listenerRow, unread } from './pod-rows.ts'
import { ends, factsOf, placeOfNode, type Scene } from './scene.ts'
import { type Direction, type Row, row, type Step, sysctlRow } from './step.ts'

/** Where a Node sends a packet on to. */
export type Next = { kind: 'pod'; pod: PlacedPod } | { kind: 'node'; node: string } | { kind: 'outside' }

/** What every packet meets that comes into a Node: rules before routing, and the check of its source. */
export function arrivalRows(scene: Scene, direction: Direction, node: string, inDevice: string, packet: Packet): Row[] {
  const place = placeOfNode(node)
  const facts = factsOf(scene, place)
  if (facts === undefined) return [unread(direction, place)]
  return [
    filterRow(scene, direction, place, 'ingress', packet, { inDevice }),
    filterRow(scene, direction, place, 'prerouting', packet, { inDevice }),
    reversePath(direction, place, facts, inDevice, packet),
  ]
}

/** Strict: a packet is taken only from where the answer would go. A source that is the Node's own is never taken. */
function reversePath(
  direction: Direction,
  place: Row['place'],
  facts: NamespaceFacts,
  inDevice: string,
  packet: Packet,
): Row {
  const found = lookUp(facts, packet.source)
  const strict = checksReversePath(facts, inDevice)
  const back = found.kind === 'route' && found.route.type === 'unicast' ? found.route.device : undefined
  const isOk = found.kind === 'local' ? false : strict ? back === inDevice : true
  return row(
    direction,
    {
      hop: 'reverse path',
      place,
      object: `route back to ${packet.source}`,
      expected: strict ? `dev ${inDevice}, by which it came` : 'not the Node’s own',
      actual: describeLookup(found),
      command: `ip route get ${packet.destination} from ${packet.source} iif ${inDevice}`,
    },
    isOk,
  )
}

/** What a Node decides on a packet that goes on: whether it forwards, where to, and whether its rules let it. */
export function forwardRows(
  scene: Scene,
  direction: Direction,
  node: string,
  inDevice: string | undefined,
  packet: Packet,
  next: Next,
): Row[] {
  const place = placeOfNode(node)
  const facts = factsOf(scene, place)
  if (facts === undefined) return [unread(direction, place)]
  const outDevice = outDeviceOf(scene, node, next, packet.destination)
  const devices = { inDevice, outDevice }
  return [
    ...(inDevice === undefined ? [] : forwardingRows(direction, place, facts, inDevice)),
    routeRow(scene, direction, node, facts, packet, next),
    ...policyRow(scene, direction, place),
    filterRow(scene, direction, place, inDevice === undefined ? 'output' : 'forward', packet, devices),
  ]
}

function forwardingRows(direction: Direction, place: Row['place'], facts: NamespaceFacts, inDevice: string): Row[] {
  const device = `net.ipv4.conf.${inDevice.replaceAll('.', '/')}.forwarding`
  const forwards = facts.sysctls['net.ipv4.ip_forward']
  // Setting ip_forward sets that of every device as well: only where it is on does a device's own say more.
  const name = forwards === '0' ? 'net.ipv4.ip_forward' : device
  // A device that does not forward answers for nobody either (kernel arp_process).
  const early = inDevice.startsWith('cali') ? 2 : 0
  return [sysctlRow(direction, { hop: 'forwarding', place, early }, name, facts.sysctls[name])]
}

/** The device a packet should leave by. */
export function outDeviceOf(scene: Scene, node: string, next: Next, destination: string): string | undefined {
  if (next.kind === 'pod') return scene.world.network.podLinks === 'bridge' ? 'cni0' : ends(scene, next.pod).far?.name
  const promised = promisedTo(scene, node, destination)
  return promised?.device ?? uplinkDevice(nodeOf(scene.world, node))
}

/** The promised route that leads to an address; none for addresses outside the Pod range. */
function promisedTo({ world }: Scene, node: string, destination: string): PromisedRoute | undefined {
  return promisedRoutes(world, node)
    .filter((route) => route.type === 'unicast' && contains(route.destination, destination))
    .toSorted((one, other) => prefixLength(other.destination) - prefixLength(one.destination))[0]
}

function routeRow(
  scene: Scene,
  direction: Direction,
  node: string,
  facts: NamespaceFacts,
  { source, destination }: Packet,
  next: Next,
): Row {
  const place = placeOfNode(node)
  const found = lookUp(facts, destination)
  const promised = promisedTo(scene, node, destination)
  const device = outDeviceOf(scene, node, next, destination)
  const expected = promised === undefined ? `dev ${device}` : describePromised(promised, device)
  return row(
    direction,
    {
      hop: 'route',
      place,
      object: routeAtFault(facts.routes, found, promised, destination),
      expected,
      actual: describeLookup(found),
      command: `ip route get ${destination} from ${source}`,
      // By the right device, but to the wrong neighbour.
      late: found.kind === 'route' && found.route.device === device ? 2 : 0,
    },
    isRight(found, promised, device),
  )
}

const describePromised = ({ destination, gateway }: PromisedRoute, device: string | undefined): string =>
  [destination, gateway === undefined ? '' : `via ${gateway}`, `dev ${device}`].filter(Boolean).join(' ')

function isRight(found: Lookup, promised: PromisedRoute | undefined, device: string | undefined): boolean {
  if (found.kind !== 'route' || found.route.type !== 'unicast' || found.route.device !== device) return false
  return promised === undefined || found.route.gateway === promised.gateway
}

/** The route that is not there, or the one that is in its place. */
function routeAtFault(
  routes: readonly Route[],
  found: Lookup,
  promised: PromisedRoute | undefined,
  destination: string,
): string {
  if (found.kind === 'local') return `address ${destination} on ${found.device}`
  const missing = promised !== undefined && !routes.some((route) => route.destination === promised.destination)
  if (missing) return `route ${promised.destination}`
  return found.kind === 'route' ? `route ${found.route.destination}` : `route for ${destination}`
}

/** Rules that send packets past the main table are not followed. */
function policyRow(scene: Scene, direction: Direction, place: Row['place']): Row[] {
  const output = outputOf(scene.evidence, place, 'rule')
  if (output === undefined || output.exitCode !== 0) return []
  const rules = readRules(output.text)
  const others = rules.filter(({ table }) => !['local', 'main', 'default'].includes(String(table)))
  if (others.length === 0) return []
  const finding = { hop: 'routing rules', place, object: 'ip rule', expected: 'the main table alone' }
  const actual = `${others.length} more: table ${others.map(({ table }) => table).join(', ')}`
  return [row(direction, { ...finding, actual, command: 'ip rule show' }, 'unknown')]
}

function readRules(text: string): { table?: unknown }[] {
  try {
    return JSON.parse(text) as { table?: unknown }[]
  } catch {
    return []
  }
}

/** What a packet meets that is for the Node itself. */
export function localRows(scene: Scene, direction: Direction, node: string, inDevice: string, packet: Packet): Step[] {
  const place = placeOfNode(node)
  const facts = factsOf(scene, place)
  if (facts === undefined) return [unread(direction, place)]
  const found = lookUp(facts, packet.destination)
  return [
    row(
      direction,
      {
        hop: 'route',
        place,
        object: `address ${packet.destination}`,
        expected: 'local',
        actual: describeLookup(found),
        command: `ip route get ${packet.destination}`,
      },
      found.kind === 'local',
    ),
    filterRow(scene, direction, place, 'input', packet, { inDevice }),
    ...(packet.state === 'NEW' ? listenerRow(scene, direction, place, packet) : []),
  ]
}
