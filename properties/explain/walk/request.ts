import { uplinkDevice } from '../../model/topology.ts'
import { nodeOf, type PlacedPod } from '../../model/world.ts'
import type { Packet } from '../packet.ts'
import { cross } from './crossing.ts'
import { filterRow } from './filter-rows.ts'
import { type Journey, nodeTowards } from './journey.ts'
import { arrivalRows, forwardRows, localRows, type Next, outDeviceOf } from './node-rows.ts'
import { enterPod, leavePod, portRows, staysOnBridge } from './pod-rows.ts'
import { beginning, deviceTowards, ownerOf, placeOfNode, type Scene } from './scene.ts'
import { translate } from './service-rows.ts'
import { type Step, tap } from './step.ts'
import { sourceRow } from './translation.ts'

/** What a Node made of the request: how it came, and how it went on. The answer is made of it what it was. */
export interface Passage {
  node: string
  before: Packet
  after: Packet
}

export interface Walked {
  steps: Step[]
  passages: Passage[]
  /** The packet that its receiver sees; undefined where the way ends before. */
  arrived?: Packet
}

const direction = 'forward'
/** Nodes a packet may pass; a way with more goes in circles. */
const maxNodes = 4

/** The way of the first packet, as the network promises it, hop by hop. */
export function walkRequest(scene: Scene, journey: Journey): Walked {
  const begin = beginning(scene, scene.probe.client)
  const walked: Walked = { steps: [], passages: [] }
  let packet = journey.first
  let node = begin.kind === 'outside' ? journey.entry : begin.node
  let inDevice: string | undefined
  if (begin.kind === 'pod') {
    walked.steps.push(...leavePod(scene, direction, begin.pod, packet))
    inDevice = deviceTowards(scene, begin.pod)
    if (staysOnBridge(scene, begin.pod, packet.destination))
      return stayOnBridge(scene, journey, walked, begin.pod, packet)
  } else if (begin.kind === 'outside' && node !== undefined) {
    inDevice = uplinkDevice(nodeOf(scene.world, node))
    walked.steps.push(tap(direction, placeOfNode(node), inDevice, 'in'))
  }
  for (let count = 0; node !== undefined && count < maxNodes; count += 1) {
    const before = packet
    if (inDevice !== undefined) walked.steps.push(...arrivalRows(scene, direction, node, inDevice, packet))
    if (journey.service !== undefined && node === journey.entry) {
      const { rows, packet: onward } = translate(scene, journey, node, packet, inDevice)
      walked.steps.push(...rows)
      if (onward === undefined) return walked
      packet = onward
    }
    const owner = ownerOf(scene, packet.destination)
    const there = nodeTowards(scene, packet.destination)
    if (owner.kind !== 'pod' && there === node) return arriveAtNode(scene, walked, node, inDevice, before, packet)
    const next: Next =
      owner.kind === 'pod' && there === node
        ? { kind: 'pod', pod: owner.pod }
        : there === undefined
          ? { kind: 'outside' }
          : { kind: 'node', node: there }
    walked.steps.push(...forwardRows(scene, direction, node, inDevice, packet, next))
    const outDevice = outDeviceOf(scene, node, next, packet.destination)
    const expected = expectedSource(journey, node, packet, count)
    const source = sourceRow(scene, direction, placeOfNode(node), packet, { inDevice, outDevice }, expected)
    walked.steps.push(
      filterRow(scene, direction, placeOfNode(node), 'postrouting', packet, { inDevice, outDevice }),
      source.row,
    )
    packet = { ...packet, source: source.source }
    walked.passages.push({ node, before, after: packet })
    if (next.kind === 'pod') {
      const hairpin = begin.kind === 'pod' && begin.pod.name === next.pod.name
      const bridged = begin.kind === 'pod' && count === 0 && bridgedPacketsPassRules(scene, node)
      if (bridged) leaveOutBridge(walked.steps)
      walked.steps.push(...enterPod(scene, direction, next.pod, packet, { bridged, hairpin }))
      return { ...walked, arrived: packet }
    }
    if (next.kind === 'outside') {
      walked.steps.push(tap(direction, placeOfNode(node), uplinkDevice(nodeOf(scene.world, node)), 'out'))
      return { ...walked, arrived: packet }
    }
    const crossing = cross(scene, direction, node, next.node, packet)
    walked.steps.push(...crossing.steps)
    ;({ node } = next)
    inDevice = crossing.inDevice
    // Marks and translations are a Node's own matter.
    packet = { ...packet, mark: 0, translated: false }
  }
  return walked
}

/** A Node masquerades where the packet enters the cluster's network, and where it translates a call. */
function expectedSource(
  { service, sourceAtServer, entry }: Journey,
  node: string,
  packet: Packet,
  count: number,
): string {
  if (service !== undefined && node !== entry) return count === 0 ? service.arrival.source : packet.source
  if (service === undefined && count > 0) return packet.source
  return sourceAtServer(packet.destination) ?? packet.source
}

function arriveAtNode(
  scene: Scene,
  walked: Walked,
  node: string,
  inDevice: string | undefined,
  before: Packet,
  packet: Packet,
): Walked {
  walked.passages.push({ node, before, after: packet })
  walked.steps.push(...localRows(scene, direction, node, inDevice ?? 'lo', packet))
  return { ...walked, arrived: packet }
}

/** From port to port: the Node sees the packet only where bridged packets pass its rules. */
function stayOnBridge(scene: Scene, journey: Journey, walked: Walked, from: PlacedPod, packet: Packet): Walked {
  const owner = ownerOf(scene, packet.destination)
  if (owner.kind !== 'pod') return walked
  const place = placeOfNode(from.nodeName)
  const devices = { inDevice: 'cni0', outDevice: 'cni0' }
  if (bridgedPacketsPassRules(scene, from.nodeName)) {
    const expected = journey.sourceAtServer(packet.destination) ?? packet.source
    walked.steps.push(
      filterRow(scene, direction, place, 'prerouting', packet, devices),
      filterRow(scene, direction, place, 'forward', packet, devices),
      sourceRow(scene, direction, place, packet, devices, expected).row,
    )
  }
  walked.steps.push(
    ...portRows(scene, direction, owner.pod, 1),
    ...enterPod(scene, direction, owner.pod, packet, { bridged: true, hairpin: false }),
  )
  return { ...walked, arrived: packet }
}

/**
 * A packet whose destination rules changed to one behind the same bridge goes from port to port: the bridge itself never
 * hears it (kernel br_nf_pre_routing_finish_bridge).
 */
export function leaveOutBridge(steps: Step[]): void {
  const last = steps.findLastIndex((step) => step.kind === 'tap' && step.device === 'cni0' && step.sense === 'in')
  if (last !== -1) steps.splice(last, 1)
}

/** With a bridge alone: elsewhere there are no ports. */
export function bridgedPacketsPassRules({ evidence, world }: Scene, node: string): boolean {
  if (world.network.podLinks !== 'bridge') return false
  return evidence.structure[placeOfNode(node)]?.sysctls['net.bridge.bridge-nf-call-iptables'] === '1'
}
