import type { ArpPacket } from '../../properties/model/frame.ts'

const packetBytes = 28

/** Reads ARP for IPv4 over Ethernet; undefined for anything else. */
export function decodeArp(bytes: Buffer): ArpPacket | undefined {
  if (bytes.length < packetBytes || bytes.readUInt32BE(0) !== 0x00010800 || bytes.readUInt16BE(4) !== 0x0604)
    return undefined
  const operation = ({ 1: 'request', 2: 'reply' } as const)[bytes.readUInt16BE(6)]
  if (operation === undefined) return undefined
  return {
    operation,
    senderMac: bytes
      .subarray(8, 14)
      .toString('hex')
      .replace(/(..)(?=.)/g, '$1:'),
    senderAddress: bytes.subarray(14, 18).join('.'),
    targetAddress: bytes.subarray(24, 28).join('.'),
  }
}
