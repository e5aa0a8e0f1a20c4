import { judgeExchanges } from './checks.ts'
import { askInTurn, servicesAskedFor, type WorldWithDns, withDns } from './dns-probes.ts'
import type { DnsQuery } from './model/services/dns/cluster-dns.ts'
import { serviceName } from './model/services/dns/records.ts'
import type { Property } from './property.ts'

const id = 'names-stand-for-what-is-there'

export const namesStandForWhatIsThere: Property = {
  id,
  claim:
    'A Pod has a name made of its address, a name that nothing has does not exist, and a name without the kind of record that is asked for gives an empty answer.',
  claims: ['C94'],
  level: 'extended',
  needs: [],
  probes: withDns((world) => askInTurn(world, queriesOf(world))),
  judge: (world, evidence) => judgeExchanges(id, world, evidence),
}

function queriesOf(world: WorldWithDns): DnsQuery[] {
  const { dns, networkPods } = world
  const { domain, namespace } = dns
  const a = (name: string): DnsQuery => ({ name, type: 'A' })
  const [served] = servicesAskedFor(world).filter(({ service }) => service.type !== 'ExternalName')
  return [
    ...networkPods.map((pod) => a(`${pod.ip.replaceAll('.', '-')}.${pod.namespace ?? namespace}.pod.${domain}`)),
    a(`nothing-of-this-name.${namespace}.svc.${domain}`),
    a(`nothing.no-such-namespace.svc.${domain}`),
    a(`1-2-3-4.no-such-namespace.pod.${domain}`),
    a(`${namespace}.svc.${domain}`),
    ...(served === undefined
      ? []
      : [
          { name: serviceName(served, dns), type: 'AAAA' as const },
          a(`nobody.${serviceName(served, dns)}`),
          { name: `_nothing._tcp.${serviceName(served, dns)}`, type: 'SRV' as const },
        ]),
  ]
}
