import type { Protocol } from '../model/probe.ts'

/** The packet whose way is walked, as it is at one hop. */
export interface Packet {
  source: string
  destination: string
  protocol: Protocol
  /** 0 where it is not known, and for ICMP. */
  sourcePort: number
  destinationPort: number
  /** What connection tracking says of it. */
  state: 'NEW' | 'ESTABLISHED'
  /** Netfilter mark, 0 by default. */
  mark: number
  /** true: its destination was translated on this Node. */
  translated?: boolean
  /** true: it comes in fragments. */
  fragmented?: boolean
}

/** `10.244.1.2 -> 10.244.2.3:8080`. */
export function describePacket({ source, destination, protocol, destinationPort }: Packet): string {
  return `${source} -> ${destination}${protocol === 'icmp' ? '' : `:${destinationPort}`} ${protocol.toUpperCase()}`
}

/** The answer to a packet. */
export function answerTo(packet: Packet): Packet {
  return {
    ...packet,
    source: packet.destination,
    destination: packet.source,
    sourcePort: packet.destinationPort,
    destinationPort: packet.sourcePort,
    state: 'ESTABLISHED',
    mark: 0,
  }
}
