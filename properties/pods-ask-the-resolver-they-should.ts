import { differs, inconclusiveCheck, structuralCheck, unsupportedCheck } from './checks.ts'
import { checkCluster, checkNodeFiles } from './cluster-checks.ts'
import { hasDns } from './dns-probes.ts'
import type { NodeFiles } from './model/cluster-facts.ts'
import { nodePlace, podPlace } from './model/place.ts'
import type { ClusterDns } from './model/services/dns/cluster-dns.ts'
import { resolverIn } from './model/services/dns/resolv-conf.ts'
import { resolverOf } from './model/services/dns/resolver.ts'
import type { Check } from './model/verdict.ts'
import type { PlacedPod } from './model/world.ts'
import type { Property } from './property.ts'

const id = 'pods-ask-the-resolver-they-should'

export const podsAskTheResolverTheyShould: Property = {
  id,
  claim:
    "A Pod's resolv.conf names the cluster's DNS Service, the search list of its namespace and ndots:5; a host-network Pod's is its Node's unless it asks for the cluster's.",
  claims: ['C95', 'C97', 'C98'],
  level: 'extended',
  needs: [],
  judge(world, evidence) {
    if (!hasDns(world)) return []
    return checkCluster(id, ['dns-search-list'], evidence, (cluster) =>
      checkNodeFiles(id, 'dns-search-list', world, cluster, ({ name }, files) => {
        if (files.containers === undefined)
          return [unsupportedCheck(id, 'dns-search-list', nodePlace(name), 'its container runtime is not containerd')]
        const pods = [...world.pods.values()].filter((pod) => pod.nodeName === name)
        return pods.map((pod) => judgePod(world.dns, pod, files))
      }),
    )
  },
}

function judgePod(dns: ClusterDns, pod: PlacedPod, { containers = [] }: NodeFiles): Check {
  const expected = resolverOf(dns, pod)
  const rule = expected.nameservers.includes(dns.address) ? 'dns-search-list' : 'dns-node-resolver'
  const text = containers.find(({ pod: name, resolvConf }) => name === pod.name && resolvConf !== undefined)?.resolvConf
  if (text === undefined) return inconclusiveCheck(id, rule, podPlace(pod.name), 'its resolv.conf could not be read')
  const found = resolverIn(text)
  return structuralCheck(id, rule, podPlace(pod.name), [
    ...differs('nameserver', expected.nameservers.join(' '), found.nameservers.join(' ')),
    ...differs('search', expected.search.join(' '), found.search.join(' ')),
    ...differs('ndots', expected.ndots, found.ndots),
  ])
}
