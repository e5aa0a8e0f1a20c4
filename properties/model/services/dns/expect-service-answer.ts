import type { RuleId } from '../../rules.ts'
import { isHeadless } from '../../service.ts'
import type { ServedService } from '../endpoint-slice.ts'
import { type DnsAnswer, type DnsExpectation, type DnsQuery, type DnsRecord, plainName } from './cluster-dns.ts'
import type { DnsWorld } from './expect-answer.ts'
import { type ClusterName, parseClusterName } from './names.ts'
import { endpointAddresses, type NamedAddress, serviceAddresses } from './records.ts'

export const noSuchName: DnsExpectation = { rule: 'dns-no-such-name', allowed: [{ rcode: 'NXDOMAIN', records: [] }] }
export const noSuchRecord: DnsExpectation = { rule: 'dns-no-such-record', allowed: [{ rcode: 'NOERROR', records: [] }] }

type AskedService = Extract<ClusterName, { kind: 'service' }>

/** Names of a Service, of its ports and of its endpoints. */
export function expectServiceAnswer(world: DnsWorld, query: DnsQuery, asked: AskedService): DnsExpectation {
  const served = world.services.find(
    ({ service }) => service.name === asked.service && (service.namespace ?? world.dns.namespace) === asked.namespace,
  )
  if (served === undefined) return noSuchName
  if (served.service.type === 'ExternalName') return expectAlias(world, query, asked, served)
  const all = asked.endpoint === undefined ? serviceAddresses(served, world.dns) : endpointAddresses(served, world.dns)
  const addresses = all.filter((one) => matches(one, asked))
  if (addresses.length === 0) {
    const empty = isHeadless(served.service) && asked.endpoint === undefined && asked.port === undefined
    return empty ? { ...noSuchName, rule: 'dns-headless-empty' } : noSuchName
  }
  const records = recordsOf(plainName(query.name), query.type, addresses)
  if (records.length === 0) return noSuchRecord
  return { rule: ruleOf(query, asked, served), allowed: [{ rcode: 'NOERROR', records }] }
}

function matches({ label, port }: NamedAddress, { endpoint, port: asked }: AskedService): boolean {
  if (endpoint !== undefined && endpoint !== label) return false
  if (asked === undefined) return true
  const named = asked.name === '' || asked.name === port?.name
  return named && (asked.protocol === '' || asked.protocol === port?.protocol.toLowerCase())
}

function recordsOf(name: string, type: DnsQuery['type'], addresses: readonly NamedAddress[]): DnsRecord[] {
  if (type !== 'A' && type !== 'SRV') return []
  const data = addresses.flatMap((one) => {
    if (type === 'A') return [one.address]
    return one.port === undefined ? [] : [`${one.port.port} ${one.name}`]
  })
  return [...new Set(data)].map((value) => ({ name, type, data: value }))
}

function ruleOf({ type }: DnsQuery, { endpoint }: AskedService, { service }: ServedService): RuleId {
  if (type === 'SRV') return 'dns-service-ports'
  if (endpoint !== undefined) return 'dns-endpoint'
  return isHeadless(service) ? 'dns-headless-ready' : 'dns-service-address'
}

/** An alias within the cluster is followed by the server itself; one that leads out may be followed by anything. */
function expectAlias(
  world: DnsWorld,
  query: DnsQuery,
  asked: AskedService,
  { service }: ServedService,
): DnsExpectation {
  if (asked.endpoint !== undefined || asked.port !== undefined) return noSuchName
  const target = plainName(service.externalName ?? '')
  const alias: DnsRecord = { name: plainName(query.name), type: 'CNAME', data: target }
  const rule = 'dns-external-name'
  if (query.type === 'CNAME') return { rule, allowed: [{ rcode: 'NOERROR', records: [alias] }] }
  if (query.type !== 'A') return { rule, allowed: [{ rcode: 'NOERROR', records: [] }, withMore(alias)] }
  const inside = parseClusterName(world.dns, target)
  if (inside === undefined) return { rule, allowed: [withMore(alias)] }
  if (inside.kind !== 'service' || target === alias.name) return { ...noSuchRecord, rule }
  const next = expectServiceAnswer(world, { name: target, type: 'A' }, inside)
  if (next.allowed === 'anything') return { rule, allowed: [withMore(alias)] }
  const allowed = next.allowed.map(({ records, ...rest }): DnsAnswer => {
    const follows = records.length > 0
    return { ...rest, rcode: 'NOERROR', records: follows ? [alias, ...records] : [] }
  })
  return { rule, allowed }
}

const withMore = (alias: DnsRecord): DnsAnswer => ({ rcode: 'NOERROR', records: [alias], further: true })
