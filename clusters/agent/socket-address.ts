import { isIP } from 'node:net'
import type { SocketAddress } from '../../properties/model/observation.ts'
import { AF_INET, AF_INET6 } from './linux.ts'

/** Room for either family: sockaddr_in has 16 bytes, sockaddr_in6 has 28. */
export const socketAddressBytes = 28

/** AF_INET or AF_INET6. Throws where the text is no address; scope ids (`%eth0`) are not supported. */
export function addressFamily(address: string): typeof AF_INET | typeof AF_INET6 {
  const version = address.includes('%') ? 0 : isIP(address)
  if (version === 4) return AF_INET
  if (version === 6) return AF_INET6
  throw new TypeError(`not an IP address: ${JSON.stringify(address)}`)
}

/** The address in network order: 4 or 16 bytes. */
export function addressBytes(address: string): Uint8Array {
  if (addressFamily(address) === AF_INET) return Uint8Array.from(address.split('.'), Number)
  const [head = '', tail] = withoutDottedQuad(address).split('::')
  const groups = (part: string) => (part === '' ? [] : part.split(':')).map((group) => Number.parseInt(group, 16))
  const left = groups(head)
  const right = tail === undefined ? [] : groups(tail)
  const all = [...left, ...new Array<number>(8 - left.length - right.length).fill(0), ...right]
  return Uint8Array.from(all.flatMap((group) => [group >> 8, group & 0xff]))
}

/** `::ffff:10.0.0.1` as `::ffff:a00:1`. */
function withoutDottedQuad(address: string): string {
  if (!address.includes('.')) return address
  const start = address.lastIndexOf(':') + 1
  const [a = 0, b = 0, c = 0, d = 0] = address.slice(start).split('.').map(Number)
  return `${address.slice(0, start)}${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`
}

/** Text of 4 or 16 bytes in network order; IPv6 in the canonical form of RFC 5952. */
export function addressText(bytes: Uint8Array): string {
  if (bytes.length === 4) return `${bytes[0]}.${bytes[1]}.${bytes[2]}.${bytes[3]}`
  const groups = Array.from({ length: 8 }, (_, i) => ((bytes[2 * i] ?? 0) << 8) | (bytes[2 * i + 1] ?? 0))
  let zeros = { start: 0, length: 1 }
  for (let start = 0; start < 8; start++) {
    let length = 0
    while (start + length < 8 && groups[start + length] === 0) length++
    if (length > zeros.length) zeros = { start, length }
  }
  const text = groups.map((group) => group.toString(16))
  if (zeros.length === 1) return text.join(':')
  return `${text.slice(0, zeros.start).join(':')}::${text.slice(zeros.start + zeros.length).join(':')}`
}

/** A sockaddr_in or sockaddr_in6, by the address's family. Throws where address or port is invalid. */
export function encodeSocketAddress({ address, port }: SocketAddress): Buffer {
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new TypeError(`not a port: ${port}`)
  const family = addressFamily(address)
  const encoded = Buffer.alloc(family === AF_INET ? 16 : 28)
  // sa_family is in the machine's order, and both machines this runs on are little-endian.
  encoded.writeUInt16LE(family, 0)
  encoded.writeUInt16BE(port, 2)
  encoded.set(addressBytes(address), family === AF_INET ? 4 : 8)
  return encoded
}

/** The other way round. Throws where the family is neither AF_INET nor AF_INET6. */
export function decodeSocketAddress(encoded: Buffer): SocketAddress {
  const family = encoded.readUInt16LE(0)
  const port = encoded.readUInt16BE(2)
  if (family === AF_INET) return { address: `${encoded[4]}.${encoded[5]}.${encoded[6]}.${encoded[7]}`, port }
  if (family === AF_INET6) return { address: addressText(encoded.subarray(8, 24)), port }
  throw new TypeError(`not an address family of this agent: ${family}`)
}
