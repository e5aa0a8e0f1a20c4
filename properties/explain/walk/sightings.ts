import type { Frame, IpPacket } from '../../model/frame.ts'
import { readConntrack } from '../conntrack.ts'
import type { Packet } from '../packet.ts'
import type { Journey } from './journey.ts'
import type { Passage, Walked } from './request.ts'
import { conntrackOf, type Scene } from './scene.ts'
import type { Tap } from './step.ts'

/** What tells the frames of one attempt from others: its ports, and the addresses it may be sent to. */
interface Marks {
  protocol: number
  addresses: ReadonlySet<string>
  ports: ReadonlySet<number>
  /** Empty: any. */
  clientPorts: ReadonlySet<number>
  /** Sources it may have got on the way, with ports that nobody remembers. */
  masqueraded: ReadonlySet<string>
}

const numbers = { icmp: 1, tcp: 6, udp: 17 }

/** Says of a tap whether a frame of the attempt was seen there. */
export function sightings(scene: Scene, journey: Journey, walked: Walked): (tap: Tap) => boolean {
  const marks = marksOf(scene, journey, walked)
  const byDevice = Map.groupBy(
    scene.evidence.frames,
    ({ place, device, direction }) => `${place} ${device} ${direction}`,
  )
  return ({ place, device, sense, wrapped, direction }) =>
    (byDevice.get(`${place} ${device} ${sense}`) ?? []).some((frame) => {
      const packet = wrapped ? innerOf(frame) : frame.ip
      return packet !== undefined && isOurs(marks, direction, packet)
    })
}

const innerOf = ({ ip }: Frame): IpPacket | undefined => ip?.vxlan?.inner.ip ?? ip?.inner

function isOurs(
  { protocol, addresses, ports, clientPorts, masqueraded }: Marks,
  direction: Tap['direction'],
  packet: IpPacket,
): boolean {
  if (packet.protocol !== protocol) return false
  const [server, serverPort, clientPort] =
    direction === 'forward'
      ? [packet.destination, packet.destinationPort, packet.sourcePort]
      : [packet.source, packet.sourcePort, packet.destinationPort]
  if (!addresses.has(server)) return false
  if (protocol === numbers.icmp) return true
  if (serverPort === undefined || clientPort === undefined) return false
  if (!ports.has(serverPort)) return false
  const client = direction === 'forward' ? packet.source : packet.destination
  return clientPorts.size === 0 || clientPorts.has(clientPort) || masqueraded.has(client)
}

function marksOf(scene: Scene, { first, service }: Journey, { arrived, passages }: Walked): Marks {
  const targets = [`${first.destination}:${first.destinationPort}`, ...(service?.expected ?? [])]
  if (arrived !== undefined) targets.push(`${arrived.destination}:${arrived.destinationPort}`)
  if (service?.flow !== undefined) targets.push(`${service.flow.reply.source}:${service.flow.reply.sourcePort}`)
  const ends = targets.map((target) => target.split(':'))
  return {
    protocol: numbers[first.protocol],
    addresses: new Set(ends.map(([address = '']) => address)),
    ports: new Set(ends.map(([, port]) => Number(port))),
    ...clientMarks(scene, first, passages),
  }
}

/** A masquerade may give the flow another port: connection tracking of the Nodes on the way knows it, if it has not forgotten. */
function clientMarks(
  scene: Scene,
  first: Packet,
  passages: readonly Passage[],
): Pick<Marks, 'clientPorts' | 'masqueraded'> {
  const ports = new Set(first.sourcePort === 0 ? [] : [first.sourcePort])
  const masqueraded = new Set<string>()
  for (const { node, before, after } of passages) {
    const flows = readConntrack(conntrackOf(scene, node)).filter(
      ({ original }) =>
        ports.has(original.sourcePort) &&
        original.destination === before.destination &&
        original.destinationPort === before.destinationPort,
    )
    for (const { reply } of flows) ports.add(reply.destinationPort)
    // A refusal ends the flow, and with it what was known of its port.
    if (flows.length === 0 && before.source !== after.source) masqueraded.add(after.source)
  }
  return { clientPorts: ports, masqueraded }
}
