import type { Pod } from '../../scenario.ts'
import {
  type ClusterDns,
  type DnsExpectation,
  type DnsType,
  plainName,
  type ResolverConfiguration,
} from './cluster-dns.ts'
import { type DnsWorld, expectAnswer } from './expect-answer.ts'

const clusterNdots = 5

/** The resolv.conf kubelet gives a Pod (claims C95, C97, C98). Host-network Pods get their Node's unless they ask for the cluster's. */
export function resolverOf(
  dns: ClusterDns,
  { namespace, hostNetwork, dnsPolicy = 'ClusterFirst' }: Pod,
): ResolverConfiguration {
  const clusterFirst = dnsPolicy === 'ClusterFirstWithHostNet' || (dnsPolicy === 'ClusterFirst' && !hostNetwork)
  if (!clusterFirst) return dns.nodeResolver
  const services = `svc.${dns.domain}`
  return {
    nameservers: [dns.address],
    search: [`${namespace ?? dns.namespace}.${services}`, services, dns.domain, ...dns.nodeResolver.search],
    ndots: clusterNdots,
  }
}

/** The names a stub resolver asks for, in order, until one has an answer. A name with a last dot is asked for as it is. */
export function queryNames({ search, ndots }: Pick<ResolverConfiguration, 'search' | 'ndots'>, name: string): string[] {
  if (name.endsWith('.')) return [plainName(name)]
  const dots = name.split('.').length - 1
  const suffixed = search.map((suffix) => plainName(`${name}.${suffix}`))
  return dots >= ndots ? [plainName(name), ...suffixed] : [...suffixed, plainName(name)]
}

/** One name of a lookup and what may be answered. */
export interface ExpectedQuery {
  name: string
  expectation: DnsExpectation
}

/**
 * The queries a Pod's lookup of a name takes and what each may be answered: the last one has records, or is the last of
 * all, or is one the cluster promises nothing about.
 */
export function expectLookup(
  world: DnsWorld,
  resolver: ResolverConfiguration,
  name: string,
  type: DnsType,
): ExpectedQuery[] {
  const queries = queryNames(resolver, name).map((one) => ({
    name: one,
    expectation: expectAnswer(world, { name: one, type }),
  }))
  const end = queries.findIndex(({ expectation: { allowed } }) => {
    return allowed === 'anything' || allowed.every(({ records }) => records.length > 0)
  })
  return end === -1 ? queries : queries.slice(0, end + 1)
}
