import { nodePlace } from '../../../properties/model/place.ts'
import type { ClusterDns, ResolverConfiguration } from '../../../properties/model/services/dns/cluster-dns.ts'
import { resolverIn } from '../../../properties/model/services/dns/resolv-conf.ts'
import type { ServedService } from '../../../properties/model/services/endpoint-slice.ts'
import type { Agents } from '../../agents/agents.ts'
import type { KubernetesClient } from '../client.ts'
import { readConfigMap } from '../config-map.ts'

/** Where kubeadm keeps CoreDNS's configuration, and the Service every DNS server of a cluster has, whatever it is. */
const corefilePlace = { namespace: 'kube-system', name: 'coredns' }
const dnsService = { namespace: 'kube-system', name: 'kube-dns' }

/**
 * DNS as the cluster serves it: from CoreDNS's configuration, the DNS Service and a Node's own resolver. Undefined where
 * one of the first two is missing. `own`: the namespace of podnet's Pods. Throws the API's error.
 */
export async function readDns(
  { client, agents, namespace: own }: { client: KubernetesClient; agents: Agents; namespace: string },
  services: readonly ServedService[],
  node: string,
  signal: AbortSignal,
): Promise<ClusterDns | undefined> {
  const corefile = (await readConfigMap(client, corefilePlace))?.Corefile
  const served = services.find(
    ({ service }) => service.namespace === dnsService.namespace && service.name === dnsService.name,
  )
  const address = served?.service.clusterIP
  const zone = corefile === undefined ? undefined : clusterZone(corefile)
  if (zone === undefined || address === undefined) return undefined
  const namespaces = (await client.core.listNamespace()).items.map(({ metadata }) => metadata?.name ?? '')
  return {
    ...zone,
    address,
    namespace: own,
    namespaces: [...new Set([...namespaces, own])],
    nodeResolver: await readResolver(agents, node, signal),
  }
}

/** The first zone of CoreDNS's plugin `kubernetes`, and what it makes of names of Pods; undefined without that plugin. */
export function clusterZone(corefile: string): Pick<ClusterDns, 'domain' | 'podRecords' | 'keptSeconds'> | undefined {
  const [, zones, , block = ''] = /^\s*kubernetes((?:\s+[^\s{]+)*)\s*(\{([^}]*)\})?/m.exec(corefile) ?? []
  const domain = zones?.trim().split(/\s+/)[0]?.replace(/\.$/, '')
  if (domain === undefined || domain === '') return undefined
  const pods = /^\s*pods\s+(\S+)/m.exec(block)?.[1]
  const kept = keptSeconds(corefile, domain)
  return {
    domain,
    podRecords: pods === 'insecure' || pods === 'verified' ? pods : 'disabled',
    ...(kept > 0 && { keptSeconds: kept }),
  }
}

/**
 * How long CoreDNS's plugin `cache` keeps answers of the cluster's zone, in seconds: at most its own bound (3,600 by
 * default) and what the plugin `kubernetes` says of its records (`ttl`, 5 by default), which holds for denials too.
 * 0 without the plugin, and where both kinds of answers are left out of it, as newer versions of kubeadm do
 * (kubernetes#128359).
 */
function keptSeconds(corefile: string, domain: string): number {
  const [, seconds, , block] = /^\s*cache(?:\s+(\d+))?[^{\n]*(\{([^}]*)\})?/m.exec(corefile) ?? [undefined, '0']
  const isOff = (kind: string): boolean =>
    [...(block ?? '').matchAll(/^\s*disable\s+(\w+)(.*)$/gm)].some(
      ([, what, zones = '']) => what === kind && (zones.trim() === '' || zones.trim().split(/\s+/).includes(domain)),
    )
  if (isOff('success') && isOff('denial')) return 0
  const ttl = Number(/^\s*ttl\s+(\d+)/m.exec(corefile)?.[1] ?? 5)
  return Math.min(Number(seconds ?? 3_600), ttl)
}

/** What kubelet gives Pods that ask for the Node's own, and the search list it adds to all others. */
async function readResolver(agents: Agents, node: string, signal: AbortSignal): Promise<ResolverConfiguration> {
  const command = { place: nodePlace(node), argv: ['cat', '/proc/1/root/etc/resolv.conf'] }
  const result = (await agents.run(new Map([[node, [command]]]), signal)).get(node)?.[0]
  return resolverIn(result?.stdout ?? '')
}
