import { isHeadless } from '../../service.ts'
import type { ServedService, SliceEndpoint } from '../endpoint-slice.ts'
import type { ClusterDns } from './cluster-dns.ts'

/** One address under a Service's name; `port` is absent where the Service has none. */
export interface NamedAddress {
  /** The name SRV and PTR records give it. */
  name: string
  address: string
  /** First label of the endpoint's own name; absent for a ClusterIP. */
  label?: string
  port?: { name: string; protocol: string; port: number }
}

/** `service.namespace.svc.cluster.local`. */
export function serviceName({ service }: ServedService, { domain, namespace }: ClusterDns): string {
  return `${service.name}.${service.namespace ?? namespace}.svc.${domain}`
}

/** What stands under a Service's own name: its ClusterIP, or its ready endpoints where it is headless. */
export function serviceAddresses(served: ServedService, dns: ClusterDns): NamedAddress[] {
  const { service } = served
  if (isHeadless(service)) return endpointAddresses(served, dns)
  const address = service.clusterIP
  if (address === undefined) return []
  const name = serviceName(served, dns)
  return service.ports.map((port) => ({ name, address, port: { ...port, name: port.name ?? '' } }))
}

/** What stands under the names of a Service's ready endpoints. publishNotReadyAddresses has made all of them ready. */
export function endpointAddresses(served: ServedService, dns: ClusterDns): NamedAddress[] {
  return served.slices.flatMap(({ ports, endpoints }) =>
    endpoints
      .filter(({ conditions }) => conditions.ready)
      .flatMap((endpoint) => {
        const label = endpointLabel(endpoint)
        const named = { name: `${label}.${serviceName(served, dns)}`, address: endpoint.address, label }
        return ports.length === 0 ? [named] : ports.map((port) => ({ ...named, port }))
      }),
  )
}

/** Its hostname, else its address with dashes. */
function endpointLabel({ hostname, address }: SliceEndpoint): string {
  return hostname ?? address.replaceAll('.', '-')
}
