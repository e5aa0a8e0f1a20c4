import { EACCES, EPERM } from './errno.ts'
import { libc } from './libc.ts'
import { AF_INET6, IPPROTO_ICMP, IPPROTO_ICMPV6, SOCK_CLOEXEC, SOCK_DGRAM, SOCK_NONBLOCK, SOCK_RAW } from './linux.ts'
import { incoming, outgoing } from './message-buffer.ts'
import { UdpAttempt } from './udp-client.ts'
import { readHeader, writeHeader } from './wire.ts'

const icmpHeaderBytes = 8
const echoTypes = { ipv4: { request: 8, reply: 0 }, ipv6: { request: 128, reply: 129 } }

/**
 * One ICMP echo. The kernel answers it, so an answer names no server, and without DF: only the way there is tested
 * at full size.
 */
export class IcmpAttempt extends UdpAttempt {
  #raw = false

  /** A datagram ICMP socket where ping_group_range allows it, a raw one (CAP_NET_RAW) where it does not. */
  protected override openSocket(): number {
    const protocol = this.family === AF_INET6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP
    const flags = SOCK_NONBLOCK | SOCK_CLOEXEC
    const fd = libc.socket(this.family, SOCK_DGRAM | flags, protocol)
    if (fd !== -EACCES && fd !== -EPERM) return fd
    this.#raw = true
    return libc.socket(this.family, SOCK_RAW | flags, protocol)
  }

  protected override writeRequest(): number {
    const totalBytes = this.probe.payloadBytes
    const length = icmpHeaderBytes + totalBytes
    outgoing.fill(0, 0, icmpHeaderBytes)
    outgoing.writeUInt8(this.#types.request, 0)
    // Identifier and sequence number; a datagram socket's kernel writes the identifier itself.
    outgoing.writeUInt32BE(this.nonce.nonceLow, 4)
    const payload = outgoing.subarray(icmpHeaderBytes)
    writeHeader(payload, { kind: 'request', fragmentation: 'default', ...this.nonce, totalBytes })
    // For every other kind of ICMP socket the kernel writes the checksum.
    if (this.#raw && this.family !== AF_INET6) outgoing.writeUInt16BE(internetChecksum(outgoing, length), 2)
    return length
  }

  /** The echoed payload is our own request. A raw socket hears every ICMP message of the namespace. */
  protected override receive(count: number): void {
    const ipHeaderBytes = this.#raw && this.family !== AF_INET6 ? ((incoming[0] ?? 0) & 0xf) * 4 : 0
    const payload = incoming.subarray(ipHeaderBytes + icmpHeaderBytes, count)
    const echoed = readHeader(payload, payload.length, 'request')
    if (incoming[ipHeaderBytes] !== this.#types.reply || echoed === undefined || !this.isOurs(echoed)) return
    if (payload.length === echoed.totalBytes) this.end({ outcome: 'answered' })
  }

  get #types() {
    return this.family === AF_INET6 ? echoTypes.ipv6 : echoTypes.ipv4
  }
}

/** RFC 1071. The checksum field itself must be 0. */
export function internetChecksum(message: Buffer, length: number): number {
  let sum = 0
  for (let offset = 0; offset + 1 < length; offset += 2) sum += message.readUInt16BE(offset)
  if (length % 2 === 1) sum += message.readUInt8(length - 1) << 8
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  return ~sum & 0xffff
}
