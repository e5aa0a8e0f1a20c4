import { differs, inconclusiveCheck, type Problem, structuralCheck } from './checks.ts'
import type { StructureFacts } from './model/facts.ts'
import type { Frame, IpPacket } from './model/frame.ts'
import type { Encapsulation } from './model/networks/network.ts'
import type { Seen } from './model/observation.ts'
import { pairClasses } from './model/pair-class.ts'
import { nodePlace, placeName } from './model/place.ts'
import type { Probe } from './model/probe.ts'
import type { RuleId } from './model/rules.ts'
import { uplinkDevice } from './model/topology.ts'
import type { Check } from './model/verdict.ts'
import { describeProbe, nodeOf, pathOf, podOf, type World } from './model/world.ts'
import { reachableNodePairs } from './pairs.ts'
import { bothProtocols, fromPod, toPod } from './probes.ts'
import type { Property } from './property.ts'

const id = 'traffic-looks-on-the-wire-as-the-network-says'

export const trafficLooksOnTheWireAsTheNetworkSays: Property = {
  id,
  claim: "Between Nodes a Pod's packet travels exactly as the network says: in VXLAN, in IP, or as it is.",
  claims: ['C32', 'C40', 'C42', 'C51', 'C55', 'C56', 'C58', 'C61', 'C62', 'C66', 'C73'],
  level: 'core',
  needs: ['capture'],
  pairs: pairClasses.podToRemotePod,
  capturedProbes(world) {
    return reachableNodePairs(world)
      .filter(({ from, to }) => from !== to)
      .flatMap(({ pairs }) =>
        pairs.slice(0, 1).flatMap(([a, b]) => bothProtocols.map((protocol) => toPod(world, fromPod(a), b, protocol))),
      )
  },
  judge: (world, evidence) =>
    evidence.exchanges.flatMap(([probe, observation]) => {
      // A packet that got no answer may have died before the wire: whether it should have is another property's question.
      if (observation.outcome !== 'answered') return []
      return [judgeFlow(world, evidence.structure, evidence.frames, evidence.droppedFrames, probe, observation)]
    }),
}

function judgeFlow(
  world: World,
  structure: StructureFacts,
  frames: readonly Frame[],
  droppedFrames: number,
  probe: Probe,
  observation: Seen,
): Check {
  const from = podOf(world, placeName(probe.client)).nodeName
  const to = podOf(world, placeName(probe.target.place ?? probe.client)).nodeName
  const path = pathOf(world, from, to)
  const encapsulation = path === 'tunnel' ? world.network.tunnel?.encapsulation : undefined
  const rule: RuleId = encapsulation === undefined ? 'wire-plain' : `wire-${encapsulation}`
  const uplink = uplinkDevice(nodeOf(world, from))
  const subject = `${describeProbe(world, probe)} on ${uplink} of ${from}`
  const seen = frames.filter(
    (frame) =>
      frame.place === nodePlace(from) &&
      frame.device === uplink &&
      frame.direction === 'out' &&
      carries(frame.ip, probe, observation),
  )
  const frame = seen[0]
  if (frame === undefined) {
    if (droppedFrames > 0) return inconclusiveCheck(id, rule, subject, `${droppedFrames} frames were not captured`)
    return structuralCheck(id, rule, subject, [{ expected: 'the packet on the wire', observed: 'no frame carries it' }])
  }
  return structuralCheck(id, rule, subject, frameProblems(world, structure, frame, encapsulation, to))
}

/** The frame's packet, or the one inside it, belongs to the probe's flow from client to server. */
function carries(packet: IpPacket | undefined, probe: Probe, observation: Seen): boolean {
  const inner = packet?.vxlan?.inner.ip ?? packet?.inner ?? packet
  return (
    inner !== undefined &&
    inner.source === observation.client?.address &&
    inner.sourcePort === observation.client?.port &&
    inner.destination === probe.target.address &&
    inner.destinationPort === probe.target.port
  )
}

function encapsulationOf(packet: IpPacket | undefined): Encapsulation | undefined {
  if (packet?.vxlan !== undefined) return 'vxlan'
  if (packet?.inner === undefined) return undefined
  return packet.destinationPort === undefined ? 'ipip' : 'udp'
}

function frameProblems(
  world: World,
  structure: StructureFacts,
  frame: Frame,
  encapsulation: Encapsulation | undefined,
  to: string,
): Problem[] {
  const { ip } = frame
  const problems = differs('encapsulation', encapsulation ?? 'none', encapsulationOf(ip) ?? 'none')
  if (problems.length > 0) return problems
  const peer = nodeOf(world, to)
  const tunnel = world.network.tunnel
  if (encapsulation === 'vxlan') {
    const peerMac = structure[nodePlace(to)]?.links.find((link) => link.name === tunnel?.device)?.mac
    return [
      ...differs('outer destination', peer.address, ip?.destination),
      ...differs('UDP port', tunnel?.port, ip?.destinationPort),
      ...differs('VNI', tunnel?.vni, ip?.vxlan?.vni),
      ...(peerMac === undefined ? [] : differs('inner destination MAC', peerMac, ip?.vxlan?.inner.destinationMac)),
    ]
  }
  if (encapsulation === 'ipip') return differs('outer destination', peer.address, ip?.destination)
  if (encapsulation === 'udp')
    return [
      ...differs('outer destination', peer.address, ip?.destination),
      ...differs('UDP port', tunnel?.port, ip?.destinationPort),
    ]
  const peerMac = structure[nodePlace(to)]?.links.find((link) => link.name === uplinkDevice(peer))?.mac
  return peerMac === undefined ? [] : differs('destination MAC', peerMac, frame.destinationMac)
}
