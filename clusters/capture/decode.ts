import type { EthernetFrame } from '../../properties/model/frame.ts'
import { decodeArp } from './arp.ts'
import { decodeIPv4 } from './ipv4.ts'
import { decodeIPv6 } from './ipv6.ts'

const headerBytes = 14

function mac(bytes: Buffer): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(':')
}

/**
 * Reads an Ethernet frame of which only the first bytes may be there: what they do not hold is absent.
 * Undefined when not even the Ethernet header is.
 */
export function decodeEthernet(bytes: Buffer): EthernetFrame | undefined {
  if (bytes.length < headerBytes) return undefined
  const etherType = bytes.readUInt16BE(12)
  const payload = bytes.subarray(headerBytes)
  const arp = etherType === 0x0806 ? decodeArp(payload) : undefined
  const ip = etherType === 0x0800 ? decodeIPv4(payload) : etherType === 0x86dd ? decodeIPv6(payload) : undefined
  return {
    destinationMac: mac(bytes.subarray(0, 6)),
    sourceMac: mac(bytes.subarray(6, 12)),
    etherType,
    ...(arp !== undefined && { arp }),
    ...(ip !== undefined && { ip }),
  }
}
