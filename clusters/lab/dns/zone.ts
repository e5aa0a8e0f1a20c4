import type { ClusterDns, DnsRecord, DnsType } from '../../../properties/model/services/dns/cluster-dns.ts'
import { portName, reverseName } from '../../../properties/model/services/dns/names.ts'
import {
  endpointAddresses,
  type NamedAddress,
  serviceAddresses,
  serviceName,
} from '../../../properties/model/services/dns/records.ts'
import type { ServedService } from '../../../properties/model/services/endpoint-slice.ts'
import type { Zone } from '../../agent/zone.ts'

/** What the cluster's DNS servers know, by the DNS specification of Kubernetes. */
export function zoneOf(services: readonly ServedService[], dns: ClusterDns): Zone {
  const records = services.flatMap((served) => recordsOf(served, dns))
  const namespaces = dns.namespaces.flatMap((name) => [`${name}.svc.${dns.domain}`, `${name}.pod.${dns.domain}`])
  return {
    names: {
      ...Object.fromEntries(namespaces.map((name) => [name, []])),
      ...Object.fromEntries(Map.groupBy(unique(records), ({ name }) => name)),
    },
    addressSuffixes: dns.namespaces.map((name) => `${name}.pod.${dns.domain}`),
  }
}

function recordsOf(served: ServedService, dns: ClusterDns): DnsRecord[] {
  const { service } = served
  const name = serviceName(served, dns)
  if (service.type === 'ExternalName') return [{ name, type: 'CNAME', data: service.externalName ?? '' }]
  const endpoints = endpointAddresses(served, dns)
  return [
    ...serviceAddresses(served, dns).flatMap((one) => [...namesOf(name, one), reverse(one)]),
    ...endpoints.flatMap((one) => [...namesOf(one.name, one), reverse(one)]),
  ]
}

/** The address, and the port by its name, under one name. */
function namesOf(name: string, { address, port, name: target }: NamedAddress): DnsRecord[] {
  const a = record(name, 'A', address)
  if (port === undefined) return [a]
  const data = `${port.port} ${target}`
  return [a, record(name, 'SRV', data), ...(port.name === '' ? [] : [record(portName(port, name), 'SRV', data)])]
}

const reverse = ({ address, name }: NamedAddress): DnsRecord => record(reverseName(address), 'PTR', name)

const record = (name: string, type: DnsType, data: string): DnsRecord => ({ name, type, data })

/** An endpoint with two ports has one address. */
function unique(records: readonly DnsRecord[]): DnsRecord[] {
  return [...new Map(records.map((one) => [`${one.name} ${one.type} ${one.data}`, one])).values()]
}
