import dnsPacket, { type Answer, type DecodedPacket } from 'dns-packet'
import type { ObservedAnswer } from '../../properties/model/observation.ts'
import {
  type DnsQuery,
  type DnsRecord,
  type DnsType,
  plainName,
} from '../../properties/model/services/dns/cluster-dns.ts'

/** The types of records podnet asks for and understands; others are left out of an answer. */
const types: readonly string[] = ['A', 'AAAA', 'SRV', 'PTR', 'CNAME'] satisfies DnsType[]

/** A query with `id`, as it is sent over UDP. */
export function encodeQuery({ name, type }: DnsQuery, id: number): Buffer {
  const flags = dnsPacket.RECURSION_DESIRED
  return dnsPacket.encode({ type: 'query', id, flags, questions: [{ type, name: plainName(name) }] })
}

/** The answer to the query with `id`; undefined for any other message. */
export function decodeAnswer(message: Buffer, id: number): ObservedAnswer | undefined {
  const decoded = decode(message)
  if (decoded?.type !== 'response' || decoded.id !== id) return undefined
  const { rcode } = decoded as DecodedPacket & { rcode: string }
  return {
    rcode,
    records: (decoded.answers ?? []).flatMap(readRecord),
    ...(decoded.flag_tc && { truncated: true }),
  }
}

/** What a message asks, and under which id; undefined where it is no query with one question podnet understands. */
export function decodeQuery(message: Buffer): (DnsQuery & { id: number; flags: number }) | undefined {
  const decoded = decode(message)
  const [question] = decoded?.questions ?? []
  if (decoded?.type !== 'query' || question === undefined || !types.includes(question.type)) return undefined
  const { id = 0, flags = 0 } = decoded
  return { id, flags, name: plainName(question.name), type: question.type as DnsType }
}

/** An answer that fits `roomBytes`; what does not is left out, and the message says so. */
export function encodeAnswer(
  { id, name, type }: DnsQuery & { id: number },
  { rcode, records }: ObservedAnswer,
  roomBytes: number,
): Buffer {
  const flags = dnsPacket.AUTHORITATIVE_ANSWER | (rcode === 'NXDOMAIN' ? nxdomain : 0)
  const packet = { type: 'response' as const, id, questions: [{ type, name }] }
  const whole = dnsPacket.encode({ ...packet, flags, answers: records.map(writeRecord) })
  return whole.length <= roomBytes
    ? whole
    : dnsPacket.encode({ ...packet, flags: flags | dnsPacket.TRUNCATED_RESPONSE })
}

/** RCODE 3, in the lowest bits of the flags. */
const nxdomain = 3

function decode(message: Buffer): DecodedPacket | undefined {
  try {
    return dnsPacket.decode(message)
  } catch {
    return undefined
  }
}

function readRecord(record: Answer): DnsRecord[] {
  const name = plainName(record.name)
  switch (record.type) {
    case 'A':
    case 'AAAA':
      return [{ name, type: record.type, data: record.data }]
    case 'CNAME':
    case 'PTR':
      return [{ name, type: record.type, data: plainName(record.data) }]
    case 'SRV':
      return [{ name, type: 'SRV', data: `${record.data.port} ${plainName(record.data.target)}` }]
    default:
      return []
  }
}

function writeRecord({ name, type, data }: DnsRecord): Answer {
  if (type !== 'SRV') return { name, type, data, ttl }
  const [port = '0', target = ''] = data.split(' ')
  return { name, type, data: { port: Number(port), target }, ttl }
}

/** Seconds; nobody keeps answers of a cluster that changes from case to case. */
const ttl = 5
