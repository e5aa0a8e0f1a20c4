import { parse } from 'yaml'
import { z } from 'zod'
import type { DetectLocal, ServiceProxy } from '../../../properties/model/services/proxy.ts'
import type { KubernetesClient } from '../client.ts'
import { readConfigMap } from '../config-map.ts'

const place = { namespace: 'kube-system', name: 'kube-proxy' }

/**
 * The settings kube-proxy runs with, from where kubeadm keeps them. Undefined where there are none: whatever implements
 * Services there, podnet knows no rules of it. Throws ZodError for a file that is none of kube-proxy's, or the API's error.
 */
export async function readProxy(client: KubernetesClient): Promise<ServiceProxy | undefined> {
  const file = (await readConfigMap(client, place))?.['config.conf']
  return file === undefined ? undefined : proxyOf(file)
}

const ofMode = z.object({ masqueradeAll: z.boolean().nullish() }).nullish()
const configuration = z.object({
  kind: z.literal('KubeProxyConfiguration'),
  mode: z.string().nullish(),
  clusterCIDR: z.string().nullish(),
  detectLocalMode: z.string().nullish(),
  nodePortAddresses: z.array(z.string()).nullish(),
  iptables: z.object({ masqueradeAll: z.boolean().nullish(), localhostNodePorts: z.boolean().nullish() }).nullish(),
  nftables: ofMode,
  ipvs: z.object({ scheduler: z.string().nullish() }).nullish(),
})

/** Out of a KubeProxyConfiguration. What is left out has kube-proxy's default. */
export function proxyOf(yaml: string): ServiceProxy {
  const read = configuration.parse(parse(yaml))
  const mode = z.enum(['iptables', 'nftables', 'ipvs']).parse(read.mode || 'iptables')
  // IPVS has its masquerading from the settings of iptables.
  const { masqueradeAll } = (mode === 'nftables' ? read.nftables : read.iptables) ?? {}
  const addresses = read.nodePortAddresses ?? []
  return {
    mode,
    masqueradeAll: masqueradeAll ?? false,
    detectLocal: detectLocalOf(read),
    nodePortAddresses: mode === 'nftables' && addresses.length === 0 ? ['primary'] : addresses,
    localhostNodePorts: read.iptables?.localhostNodePorts ?? true,
    ...(mode === 'ipvs' && { scheduler: read.ipvs?.scheduler || 'rr' }),
    hostPortRules: 'iptables',
  }
}

/** Without a range there is nothing to tell Pods by. Of two families the IPv4 one. */
function detectLocalOf({ detectLocalMode, clusterCIDR }: z.infer<typeof configuration>): DetectLocal {
  const mode = z
    .enum(['ClusterCIDR', 'NodeCIDR', 'BridgeInterface', 'InterfaceNamePrefix'])
    .parse(detectLocalMode || 'ClusterCIDR')
  if (mode !== 'ClusterCIDR') return { mode }
  const range = (clusterCIDR ?? '').split(',').find((one) => one !== '' && !one.includes(':'))
  return range === undefined ? { mode: 'None' } : { mode, clusterCIDR: range.trim() }
}
