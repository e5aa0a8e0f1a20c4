import type { PlaceId } from './place.ts'

export interface ArpPacket {
  operation: 'request' | 'reply'
  senderMac: string
  senderAddress: string
  targetAddress: string
}

export interface IpPacket {
  source: string
  destination: string
  /** IP protocol number: 1 ICMP, 4 IP in IP, 6 TCP, 17 UDP. */
  protocol: number
  doNotFragment: boolean
  /** TCP and UDP, first fragment only. */
  sourcePort?: number
  destinationPort?: number
  /** UDP on a VXLAN port: the frame inside. */
  vxlan?: { vni: number; inner: EthernetFrame }
  /** IP protocol 4, and UDP on the port of flannel's UDP backend: the packet inside. */
  inner?: IpPacket
}

export interface EthernetFrame {
  sourceMac: string
  destinationMac: string
  /** 0x0800 IPv4, 0x0806 ARP, 0x86dd IPv6. */
  etherType: number
  arp?: ArpPacket
  ip?: IpPacket
}

/** A frame seen on a device of a place. */
export interface Frame extends EthernetFrame {
  place: PlaceId
  device: string
  direction: 'in' | 'out'
  /** Milliseconds since the capture began. */
  timeMs: number
  bytes: number
}
