import type { ObservedAnswer } from '../../observation.ts'
import type { RuleId } from '../../rules.ts'

/** What a resolv.conf says. */
export interface ResolverConfiguration {
  nameservers: string[]
  search: string[]
  /** Names with fewer dots are tried with the search list first; 1 where a file says nothing. */
  ndots: number
}

/** DNS as the cluster serves it. */
export interface ClusterDns {
  /** `cluster.local` by default. */
  domain: string
  /** ClusterIP of the DNS Service, the nameserver of Pods. */
  address: string
  /** The name that the scenario's own namespace has in this cluster. */
  namespace: string
  /** Every namespace there is. */
  namespaces: string[]
  /** CoreDNS's `pods`: `insecure` makes up a record for any address, `verified` for those of Pods. */
  podRecords: 'disabled' | 'insecure' | 'verified'
  /** How long a DNS server may repeat an answer about the cluster that is no longer right; absent where none does. */
  keptSeconds?: number
  /** The Nodes' own resolver, for what is not the cluster's. */
  nodeResolver: ResolverConfiguration
}

export type DnsType = 'A' | 'AAAA' | 'SRV' | 'PTR' | 'CNAME'

export interface DnsQuery {
  /** Absolute, with or without the last dot. */
  name: string
  type: DnsType
}

export interface DnsRecord {
  /** Without the last dot, in lower case, as all names here. */
  name: string
  type: DnsType
  /** An address, a name, or `PORT TARGET` of an SRV record: priority and weight say nothing in a cluster. */
  data: string
}

/** One answer that may be given. Records form a set: their order is drawn anew each time. */
export interface DnsAnswer {
  rcode: 'NOERROR' | 'NXDOMAIN'
  records: DnsRecord[]
  /** true: records of other servers may follow, as behind an alias that leads out of the cluster. */
  further?: boolean
}

/** Every answer the model allows; `anything` where the cluster promises nothing. */
export interface DnsExpectation {
  rule: RuleId
  allowed: readonly DnsAnswer[] | 'anything'
}

/** A name as answers are compared by: lower case, no last dot. */
export const plainName = (name: string): string => name.toLowerCase().replace(/\.$/, '')

/** Bytes of a DNS message over UDP without EDNS; what is larger comes truncated there and whole over TCP. */
const plainUdpBytes = 512

/** Whether a client that says nothing of a larger buffer may get this answer truncated over UDP, and must ask again over TCP. */
export function mayBeTruncated({ name }: DnsQuery, { records }: DnsAnswer): boolean {
  const question = headerBytes + nameBytes(name) + typeAndClassBytes
  const bytes = records.reduce((sum, record) => sum + recordBytes(record), question)
  return bytes > plainUdpBytes
}

const headerBytes = 12
const typeAndClassBytes = 4

/** Without compression, which a server need not use: a length before each label, and the root's (RFC 1035 3.1). */
const nameBytes = (name: string): number => plainName(name).length + 2

/** Name, type, class, time to live, length and data (RFC 1035 4.1.3, RFC 2782). */
function recordBytes({ name, type, data }: DnsRecord): number {
  const dataBytes = {
    A: () => 4,
    AAAA: () => 16,
    CNAME: () => nameBytes(data),
    PTR: () => nameBytes(data),
    SRV: () => 6 + nameBytes(data.split(' ')[1] ?? ''),
  }[type]()
  return nameBytes(name) + typeAndClassBytes + 6 + dataBytes
}

/** Whether an answer that came is this one. A truncated one is, where it may be and holds nothing else. */
export function isAnswer(expected: DnsAnswer, query: DnsQuery, { rcode, records, truncated }: ObservedAnswer): boolean {
  if (rcode !== expected.rcode) return false
  const keyOf = ({ name, type, data }: DnsRecord) => `${plainName(name)} ${type} ${data}`
  const wanted = new Set(expected.records.map(keyOf))
  const came = new Set(records.map(keyOf))
  if (truncated === true) return mayBeTruncated(query, expected) && isWithin(came, wanted)
  return isWithin(wanted, came) && (expected.further === true || isWithin(came, wanted))
}

const isWithin = (some: ReadonlySet<string>, all: ReadonlySet<string>): boolean =>
  [...some].every((one) => all.has(one))

/** `NOERROR 10.96.0.20 10.96.0.21`: an answer in words. */
export function describeAnswer({ rcode, records, truncated }: ObservedAnswer): string {
  const data = records.map((record) => record.data).toSorted()
  return [rcode, ...data, ...(truncated === true ? ['(truncated)'] : [])].join(' ')
}
