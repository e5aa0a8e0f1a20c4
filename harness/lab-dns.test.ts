import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lookupIn } from '../clusters/agent/zone.ts'
import { clusterDns, dnsPods, dnsService } from '../clusters/lab/dns/servers.ts'
import { zoneOf } from '../clusters/lab/dns/zone.ts'
import { scenarioArbitrary } from '../properties/arbitraries/scenario.ts'
import { everyDnsServerGivesTheSameAnswers } from '../properties/every-dns-server-gives-the-same-answers.ts'
import { headlessNamesResolveToTheReadySet } from '../properties/headless-names-resolve-to-the-ready-set.ts'
import { topologyOf } from '../properties/model/default-topology.ts'
import { isAnswer } from '../properties/model/services/dns/cluster-dns.ts'
import { expectAnswer } from '../properties/model/services/dns/expect-answer.ts'
import { namesStandForWhatIsThere } from '../properties/names-stand-for-what-is-there.ts'
import { serviceNamesResolve } from '../properties/service-names-resolve.ts'
import { servedWorld } from '../properties/test-support/services.ts'

const asking = [
  serviceNamesResolve,
  headlessNamesResolveToTheReadySet,
  namesStandForWhatIsThere,
  everyDnsServerGivesTheSameAnswers,
]

test('law: the zone answers what the model allows, whatever is asked', () => {
  fc.assert(
    fc.property(scenarioArbitrary(topologyOf([0, 0, 0]), { services: 6 }), (scenario) => {
      const plain = servedWorld('flannel-vxlan', scenario)
      const { topology } = plain
      const pods = dnsPods(topology, [])
      const addresses = Object.fromEntries(pods.map(({ name }, index) => [name, `10.244.${index + 1}.200`]))
      const dns = clusterDns(topology, scenario)
      const world = { ...plain, dns, services: [...plain.services, dnsService(topology, pods, addresses)] }
      const lookup = lookupIn(zoneOf(world.services, dns))
      const queries = asking.flatMap((property) => property.probes?.(world) ?? []).flatMap(({ query }) => query ?? [])
      expect(queries.length).toBeGreaterThan(0)
      for (const query of queries) {
        const { allowed } = expectAnswer(world, query)
        const answer = lookup(query)
        const right = allowed === 'anything' || allowed.some((one) => isAnswer(one, query, answer))
        expect({ query, answer, right }).toMatchObject({ right: true })
      }
    }),
    { numRuns: 50, seed: 42 },
  )
})
