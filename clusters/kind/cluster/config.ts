import type { ProxyMode } from '../../../properties/model/services/proxy.ts'
import type { Topology } from '../../../properties/model/topology.ts'

/**
 * kind's configuration for a cluster without a network: one control plane, the rest workers.
 * JSON is YAML, which is what kind reads.
 */
export function kindConfig({ podCIDR, serviceCIDR, nodes }: Topology, kubeProxyMode: ProxyMode): string {
  return JSON.stringify({
    kind: 'Cluster',
    apiVersion: 'kind.x-k8s.io/v1alpha4',
    networking: { disableDefaultCNI: true, podSubnet: podCIDR, serviceSubnet: serviceCIDR, kubeProxyMode },
    nodes: nodes.map((_, index) => ({ role: index === 0 ? 'control-plane' : 'worker' })),
  })
}
