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
export function clusterZone(corefile: string): Pick<ClusterDns, 'domain' | 'podRecords'> | undefined {
  const [, zones, , block = ''] = /^\s*kubernetes((?:\s+[^\s{]+)*)\s*(\{([^}]*)\})?/m.exec(corefile) ?? []
  const domain = zones?.trim().split(/\s+/)[0]?.replace(/\.$/, '')
  if (domain === undefined || domain === '') return undefined
  const pods = /^\s*pods\s+(\S+)/m.exec(block)?.[1]
  return { domain, podRecords: pods === 'insecure' || pods === 'verified' ? pods : 'disabled' }
}

/** What kubelet gives Pods that ask for the Node's own, and the search list it adds to all others. */
async function readResolver(agents: Agents, node: string, signal: AbortSignal): Promise<ResolverConfiguration> {
  const command = { place: nodePlace(node), argv: ['cat', '/proc/1/root/etc/resolv.conf'] }
  const result = (await agents.run(new Map([[node, [command]]]), signal)).get(node)?.[0]
  return resolverIn(result?.stdout ?? '')
}
