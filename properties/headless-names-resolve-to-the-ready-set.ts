import { judgeExchanges } from './checks.ts'
import { askInTurn, servicesAskedFor, withDns } from './dns-probes.ts'
import { isHeadless } from './model/service.ts'
import type { ClusterDns, DnsQuery } from './model/services/dns/cluster-dns.ts'
import { portName } from './model/services/dns/names.ts'
import { serviceName } from './model/services/dns/records.ts'
import type { ServedService } from './model/services/endpoint-slice.ts'
import type { Property } from './property.ts'

const id = 'headless-names-resolve-to-the-ready-set'

export const headlessNamesResolveToTheReadySet: Property = {
  id,
  claim:
    "A headless Service's name stands for exactly its ready Pods, and each Pod has a name below it while it is among them.",
  claims: ['C99', 'C100'],
  level: 'core',
  needs: [],
  probes: withDns((world) =>
    askInTurn(
      world,
      servicesAskedFor(world)
        .filter(({ service }) => isHeadless(service))
        .flatMap((served) => queriesFor(served, world.dns)),
    ),
  ),
  judge: (world, evidence) => judgeExchanges(id, world, evidence),
}

/** Also for endpoints that are not ready, and for Pods by the numbers of their address although they have a hostname. */
function queriesFor(served: ServedService, dns: ClusterDns): DnsQuery[] {
  const name = serviceName(served, dns)
  const endpoints = served.slices.flatMap((slice) => slice.endpoints)
  const labels = endpoints.flatMap(({ hostname, address }) => [
    ...(hostname === undefined ? [] : [hostname]),
    address.replaceAll('.', '-'),
  ])
  const ports = served.service.ports.filter((port) => port.name !== undefined)
  return [
    { name, type: 'A' },
    ...[...new Set(labels)].map((label) => ({ name: `${label}.${name}`, type: 'A' as const })),
    ...ports.map((port) => ({ name: portName(port, name), type: 'SRV' as const })),
  ]
}
