import type { IpPacket } from '../../properties/model/frame.ts'
import { decodeTransport, type Transport } from './transport.ts'

const minimumHeaderBytes = 20

/** Reads an IPv4 packet and what it carries; undefined when its header is not whole. */
export function decodeIPv4(bytes: Buffer): IpPacket | undefined {
  if (bytes.length < minimumHeaderBytes || bytes.readUInt8(0) >> 4 !== 4) return undefined
  const headerBytes = (bytes.readUInt8(0) & 0x0f) * 4
  const fragment = bytes.readUInt16BE(6)
  const protocol = bytes.readUInt8(9)
  // Only the first fragment begins with the header of the next layer.
  const isFirst = (fragment & 0x1fff) === 0
  const payload: Transport = isFirst ? decodeTransport(protocol, bytes.subarray(headerBytes)) : {}
  return {
    source: bytes.subarray(12, 16).join('.'),
    destination: bytes.subarray(16, 20).join('.'),
    protocol,
    doNotFragment: (fragment & 0x4000) !== 0,
    ...payload,
  }
}
