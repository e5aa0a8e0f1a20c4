import { uplinkDevice } from '../../model/topology.ts'
import { nodeOf } from '../../model/world.ts'
import { answerTo, type Packet } from '../packet.ts'
import { cross } from './crossing.ts'
import { filterRow } from './filter-rows.ts'
import { nodeTowards } from './journey.ts'
import { arrivalRows, forwardRows, localRows, type Next, outDeviceOf } from './node-rows.ts'
import { enterPod, leavePod, staysOnBridge } from './pod-rows.ts'
import { bridgedPacketsPassRules, leaveOutBridge, type Passage, type Walked } from './request.ts'
import { deviceTowards, factsOf, ownerOf, placeOfNode, type Scene } from './scene.ts'
import { type Row, type Step, sysctlRow, tap, toTheEnd } from './step.ts'

const direction = 'reverse'
const maxNodes = 4

/** The way of the answer: every Node that changed the request changes it back. */
export function walkReply(scene: Scene, { passages, arrived }: Walked): Step[] {
  if (arrived === undefined) return []
  const steps: Step[] = []
  const open = [...passages]
  let packet = answerTo(arrived)
  const owner = ownerOf(scene, packet.source)
  const begin = owner.kind === 'outside' ? passages.at(-1)?.node : owner.node
  if (begin === undefined) return []
  let node = begin
  let inDevice: string | undefined
  if (owner.kind === 'outside') {
    inDevice = uplinkDevice(nodeOf(scene.world, node))
    steps.push(tap(direction, placeOfNode(node), inDevice, 'in'))
  }
  if (owner.kind === 'pod') {
    steps.push(...leavePod(scene, direction, owner.pod, packet))
    inDevice = deviceTowards(scene, owner.pod)
    if (staysOnBridge(scene, owner.pod, packet.destination)) {
      const to = ownerOf(scene, packet.destination)
      const translated = open.some(({ before, after }) => before.destination !== after.destination)
      if (translated) steps.push(bridgeRow(scene, node))
      if (to.kind !== 'pod') return steps
      const devices = { inDevice: 'cni0', outDevice: 'cni0' }
      const place = placeOfNode(node)
      if (bridgedPacketsPassRules(scene, node))
        steps.push(filterRow(scene, direction, place, 'forward', packet, devices))
      return [...steps, ...enterPod(scene, direction, to.pod, packet, { bridged: true, hairpin: false })]
    }
  }
  for (let count = 0; count < maxNodes; count += 1) {
    if (inDevice !== undefined) steps.push(...arrivalRows(scene, direction, node, inDevice, packet))
    packet = changedBack(open, node, packet)
    const to = ownerOf(scene, packet.destination)
    const there = nodeTowards(scene, packet.destination)
    if (to.kind === 'node' && there === node)
      return [...steps, ...localRows(scene, direction, node, inDevice ?? 'lo', packet)]
    const next: Next =
      to.kind === 'pod' && there === node
        ? { kind: 'pod', pod: to.pod }
        : there === undefined
          ? { kind: 'outside' }
          : { kind: 'node', node: there }
    steps.push(...forwardRows(scene, direction, node, inDevice, packet, next))
    const devices = { inDevice, outDevice: outDeviceOf(scene, node, next, packet.destination) }
    steps.push(filterRow(scene, direction, placeOfNode(node), 'postrouting', packet, devices))
    if (next.kind === 'outside')
      return [...steps, tap(direction, placeOfNode(node), uplinkDevice(nodeOf(scene.world, node)), 'out')]
    if (next.kind === 'pod') {
      const hairpin = owner.kind === 'pod' && owner.pod.name === next.pod.name
      const bridged = owner.kind === 'pod' && count === 0 && bridgedPacketsPassRules(scene, node)
      if (bridged) leaveOutBridge(steps)
      return [...steps, ...enterPod(scene, direction, next.pod, packet, { bridged, hairpin })]
    }
    const crossing = cross(scene, direction, node, next.node, packet)
    steps.push(...crossing.steps)
    ;({ node } = next)
    inDevice = crossing.inDevice
  }
  return steps
}

/** Connection tracking knows the answer by what the request had become on this Node. */
function changedBack(open: Passage[], node: string, packet: Packet): Packet {
  const index = open.findLastIndex(
    ({ node: at, after }) => at === node && after.source === packet.destination && after.destination === packet.source,
  )
  const [passage] = index === -1 ? [] : open.splice(index, 1)
  return passage === undefined ? packet : answerTo(passage.before)
}

/** Between two ports of one bridge an answer is changed back only where bridged packets pass the rules (datapath F58). */
function bridgeRow(scene: Scene, node: string): Row {
  const place = placeOfNode(node)
  const name = 'net.bridge.bridge-nf-call-iptables'
  const value = factsOf(scene, place)?.sysctls[name]
  return sysctlRow(direction, { hop: 'bridge netfilter', place, late: toTheEnd }, name, value)
}
