import type { IpPacket } from '../../properties/model/frame.ts'
import { decodeEthernet } from './decode.ts'
import { decodeIPv4 } from './ipv4.ts'

const IPIP = 4
const TCP = 6
const UDP = 17
/** flannel's and Calico's (IANA's) VXLAN ports (datapath 1.1, 1.3). */
const vxlanPorts = [8472, 4789]
/** flannel's UDP backend: a packet with nothing before it (datapath 1.1). */
const plainUdpPort = 8285
const udpHeaderBytes = 8
const vxlanHeaderBytes = 8

/** The part of a packet that lies behind its IP header. */
export type Transport = Pick<IpPacket, 'sourcePort' | 'destinationPort' | 'vxlan' | 'inner'>

export function decodeTransport(protocol: number, bytes: Buffer): Transport {
  if (protocol === IPIP) {
    const inner = decodeIPv4(bytes)
    return inner === undefined ? {} : { inner }
  }
  if ((protocol !== TCP && protocol !== UDP) || bytes.length < 4) return {}
  const ports = { sourcePort: bytes.readUInt16BE(0), destinationPort: bytes.readUInt16BE(2) }
  const vxlan = protocol === UDP && vxlanPorts.includes(ports.destinationPort) ? decodeVxlan(bytes) : undefined
  const isPlain = protocol === UDP && ports.destinationPort === plainUdpPort
  const inner = isPlain ? decodeIPv4(bytes.subarray(udpHeaderBytes)) : undefined
  return { ...ports, ...(vxlan !== undefined && { vxlan }), ...(inner !== undefined && { inner }) }
}

function decodeVxlan(bytes: Buffer): IpPacket['vxlan'] {
  const header = bytes.subarray(udpHeaderBytes, udpHeaderBytes + vxlanHeaderBytes)
  // The I flag says that the VNI is valid.
  if (header.length < vxlanHeaderBytes || (header.readUInt8(0) & 0x08) === 0) return undefined
  const inner = decodeEthernet(bytes.subarray(udpHeaderBytes + vxlanHeaderBytes))
  return inner === undefined ? undefined : { vni: header.readUIntBE(4, 3), inner }
}
