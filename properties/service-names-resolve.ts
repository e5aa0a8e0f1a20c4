import { judgeExchanges } from './checks.ts'
import { askInTurn, servicesAskedFor, withDns } from './dns-probes.ts'
import { isHeadless } from './model/service.ts'
import type { ClusterDns, DnsQuery } from './model/services/dns/cluster-dns.ts'
import { portName, reverseName } from './model/services/dns/names.ts'
import { serviceName } from './model/services/dns/records.ts'
import type { ServedService } from './model/services/endpoint-slice.ts'
import type { Property } from './property.ts'

const id = 'service-names-resolve'

export const serviceNamesResolve: Property = {
  id,
  claim:
    "Whoever asks the DNS Service, over UDP or TCP, finds every Service's ClusterIP by its name, its ports by SRV, its name by its address, and ExternalNames as aliases.",
  claims: ['C84', 'C94', 'C95'],
  level: 'core',
  needs: [],
  probes: withDns((world) =>
    askInTurn(
      world,
      servicesAskedFor(world)
        .filter(({ service }) => !isHeadless(service))
        .flatMap((served) => queriesFor(served, world.dns)),
    ),
  ),
  judge: (world, evidence) => judgeExchanges(id, world, evidence),
}

function queriesFor(served: ServedService, dns: ClusterDns): DnsQuery[] {
  const { service } = served
  const name = serviceName(served, dns)
  if (service.type === 'ExternalName') return [{ name, type: 'CNAME' }]
  const named = service.ports.filter((port) => port.name !== undefined)
  return [
    { name, type: 'A' },
    { name: reverseName(service.clusterIP ?? ''), type: 'PTR' },
    ...named.map((port) => ({ name: portName(port, name), type: 'SRV' as const })),
  ]
}
