import type { Probe } from '../../properties/model/probe.ts'
import type { DnsQuery } from '../../properties/model/services/dns/cluster-dns.ts'
import type { Attempt, AttemptSetting } from './attempt.ts'
import { decodeAnswer, encodeQuery } from './dns-message.ts'
import { incoming, outgoing } from './message-buffer.ts'
import { TcpAttempt } from './tcp-client.ts'
import { UdpAttempt } from './udp-client.ts'

/** A DNS query instead of podnet's own message (RFC 1035). */
export type QueryProbe = Probe & { query: DnsQuery }

/** Bytes before each message over TCP that say how long it is (RFC 1035 4.2.2). */
const lengthBytes = 2
const longestMessage = 65_535

export class UdpQueryAttempt extends UdpAttempt {
  protected override writeRequest(): number {
    return writeQuery(this.probe, this.nonce.nonceLow, 0)
  }

  protected override receive(count: number): void {
    const answer = decodeAnswer(incoming.subarray(0, count), idOf(this.nonce.nonceLow))
    if (answer !== undefined) this.end({ outcome: 'answered', answer })
  }
}

export class TcpQueryAttempt extends TcpAttempt {
  protected override headBytes(): number {
    return lengthBytes + longestMessage
  }

  protected override writeRequest(): number {
    const length = writeQuery(this.probe, this.nonce.nonceLow, lengthBytes)
    outgoing.writeUInt16BE(length, 0)
    return lengthBytes + length
  }

  protected override readAnswer(head: Buffer, received: number) {
    const end = received < lengthBytes ? longestMessage : lengthBytes + head.readUInt16BE(0)
    if (received < end) return undefined
    const answer = decodeAnswer(head.subarray(lengthBytes, end), idOf(this.nonce.nonceLow))
    return answer === undefined ? ('nonsense' as const) : { answer }
  }
}

/** The attempt that carries a probe's query. */
export function queryAttempt(setting: AttemptSetting, probe: QueryProbe, index: number): Attempt {
  const Kind = probe.protocol === 'tcp' ? TcpQueryAttempt : UdpQueryAttempt
  return new Kind(setting, probe, index)
}

export const isQuery = (probe: Probe): probe is QueryProbe => probe.query !== undefined

function writeQuery({ query }: Probe, nonceLow: number, at: number): number {
  if (query === undefined) throw new Error('the probe asks nothing')
  return encodeQuery(query, idOf(nonceLow)).copy(outgoing, at)
}

const idOf = (nonceLow: number): number => nonceLow & 0xffff
