import { judgeExchanges } from './checks.ts'
import { askingPod, askService, dnsClients, servicesAskedFor, type WorldWithDns, withDns } from './dns-probes.ts'
import type { Probe } from './model/probe.ts'
import { expectLookup, resolverOf } from './model/services/dns/resolver.ts'
import type { ServedService } from './model/services/endpoint-slice.ts'
import type { PlacedPod } from './model/world.ts'
import { type Client, fromPod } from './probes.ts'
import type { Property } from './property.ts'

const id = 'short-names-are-found-through-the-search-list'

export const shortNamesAreFoundThroughTheSearchList: Property = {
  id,
  claim:
    'The names a resolver asks for on behalf of a Pod, suffix by suffix of its search list, lead to the Service that a short name means.',
  claims: ['C97', 'C98'],
  level: 'core',
  needs: [],
  probes: withDns((world) => {
    const named = servicesAskedFor(world).filter(({ service }) => service.type !== 'ExternalName')
    return askingPods(world).flatMap((pod, index) => {
      const served = named[index % named.length]
      return served === undefined ? [] : shortNames(world, served).flatMap((name) => lookup(world, pod, name))
    })
  }),
  judge: (world, evidence) => judgeExchanges(id, world, evidence),
}

/** Pods whose resolver is the cluster's. */
function askingPods(world: WorldWithDns): PlacedPod[] {
  return dnsClients(world).flatMap((client) => {
    const pod = askingPod(world, client)
    return pod !== undefined && resolverOf(world.dns, pod).nameservers.includes(world.dns.address) ? [pod] : []
  })
}

/** `svc`, `svc.ns`, `svc.ns.svc`: with fewer dots than ndots, so that the search list comes first. */
function shortNames({ dns }: WorldWithDns, { service }: ServedService): string[] {
  const namespace = service.namespace ?? dns.namespace
  return [service.name, `${service.name}.${namespace}`, `${service.name}.${namespace}.svc`]
}

/** The queries of one lookup, up to the one that has an answer. */
function lookup(world: WorldWithDns, pod: PlacedPod, name: string): Probe[] {
  const client: Client = fromPod(pod)
  return expectLookup(world, resolverOf(world.dns, pod), name, 'A').flatMap((query) =>
    query.expectation.allowed === 'anything' ? [] : [askService(world, client, 'udp', { name: query.name, type: 'A' })],
  )
}
