import type { ObservedAnswer } from '../../properties/model/observation.ts'
import { type DnsQuery, type DnsRecord, plainName } from '../../properties/model/services/dns/cluster-dns.ts'

/** What a DNS server of the agent knows. */
export interface Zone {
  /** Its records by name; a name may have none and exists all the same. */
  names: Record<string, DnsRecord[]>
  /** Names `a-b-c-d` below these stand for the address a.b.c.d. */
  addressSuffixes: string[]
}

/** Longest chain of aliases that is followed. */
const mostAliases = 8

export type Lookup = (query: DnsQuery) => ObservedAnswer

/** A zone ready to be asked: a name without any record below or at it does not exist (RFC 8020). */
export function lookupIn({ names, addressSuffixes }: Zone): Lookup {
  const byName = new Map(Object.entries(names).map(([name, records]) => [plainName(name), records]))
  const existing = new Set([...byName.keys(), ...addressSuffixes].flatMap(withAncestors))
  const isOurs = (name: string): boolean => withAncestors(name).some((one) => existing.has(one))
  return ({ name, type }) => {
    const found: DnsRecord[] = []
    let asked = plainName(name)
    for (let step = 0; step < mostAliases; step += 1) {
      const own = byName.get(asked) ?? madeUp(asked, addressSuffixes)
      const alias = own.find((record) => record.type === 'CNAME')
      found.push(...own.filter((record) => record.type === type || record === alias))
      if (alias === undefined || type === 'CNAME') {
        const known = own.length > 0 || existing.has(asked)
        if (step === 0 && !known) return { rcode: 'NXDOMAIN', records: [] }
        // CoreDNS leaves out an alias of a name of its own that has no such record.
        const lost = step > 0 && isOurs(asked) && !own.some((record) => record.type === type)
        return { rcode: 'NOERROR', records: lost ? [] : found }
      }
      asked = plainName(alias.data)
    }
    return { rcode: 'NOERROR', records: found }
  }
}

function withAncestors(name: string): string[] {
  const labels = name.split('.')
  return labels.map((_, index) => labels.slice(index).join('.'))
}

function madeUp(name: string, suffixes: readonly string[]): DnsRecord[] {
  const [label = '', ...rest] = name.split('.')
  if (!suffixes.includes(rest.join('.')) || !/^\d{1,3}(-\d{1,3}){3}$/.test(label)) return []
  const bytes = label.split('-').map(Number)
  return bytes.every((byte) => byte < 256) ? [{ name, type: 'A', data: bytes.join('.') }] : []
}
