import { Address6 } from 'ip-address'
import type { IpPacket } from '../../properties/model/frame.ts'
import { decodeTransport } from './transport.ts'

const headerBytes = 40

/** Reads an IPv6 packet without extension headers; with one, `protocol` is that header's number. */
export function decodeIPv6(bytes: Buffer): IpPacket | undefined {
  if (bytes.length < headerBytes || bytes.readUInt8(0) >> 4 !== 6) return undefined
  const protocol = bytes.readUInt8(6)
  return {
    source: address(bytes.subarray(8, 24)),
    destination: address(bytes.subarray(24, 40)),
    protocol,
    // IPv6 routers never fragment.
    doNotFragment: true,
    ...decodeTransport(protocol, bytes.subarray(headerBytes)),
  }
}

function address(bytes: Buffer): string {
  return Address6.fromByteArray([...bytes]).correctForm()
}
