import { judgeExchanges } from './checks.ts'
import { askServer, dnsClients, dnsServers, servicesAskedFor, withDns } from './dns-probes.ts'
import { serviceName } from './model/services/dns/records.ts'
import type { Client } from './probes.ts'
import { bothProtocols } from './probes.ts'
import type { Property } from './property.ts'

const id = 'every-dns-server-gives-the-same-answers'

export const everyDnsServerGivesTheSameAnswers: Property = {
  id,
  claim: 'Each server behind the DNS Service, asked at its own address, gives the same right answers.',
  claims: ['C96'],
  level: 'core',
  needs: [],
  probes: withDns((world) => {
    const clients = dnsClients(world)
    if (clients.length === 0) return []
    const names = servicesAskedFor(world)
      .filter(({ service }) => service.type !== 'ExternalName')
      .map((served) => serviceName(served, world.dns))
    return dnsServers(world).flatMap((address) =>
      names.flatMap((name, index) =>
        bothProtocols.map((protocol) =>
          askServer(clients[index % clients.length] as Client, address, protocol, { name, type: 'A' }),
        ),
      ),
    )
  }),
  judge: (world, evidence) => judgeExchanges(id, world, evidence),
}
