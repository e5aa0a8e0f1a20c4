import { topologyOf } from '../../properties/model/default-topology.ts'
import type { ServedService } from '../../properties/model/services/endpoint-slice.ts'
import { defaultProxy, type ProxyMode } from '../../properties/model/services/proxy.ts'
import type { NodeSpec } from '../../properties/model/topology.ts'
import { proxyRules, startProxy } from './steps.ts'

/** Input for the mode's tool that asks the kernel for all that Services ever ask it for. */
export function trialLines(mode: Exclude<ProxyMode, 'ipvs'>): string[] {
  const topology = topologyOf([0])
  const [node] = topology.nodes as [NodeSpec]
  const context = { proxy: defaultProxy(mode, topology.podCIDR), topology }
  const tool = mode === 'iptables' ? 'iptables-restore' : 'nft'
  return [
    ...startProxy(context, node),
    ...proxyRules(context, node, none, { ...none, services: [everyFeature] }),
  ].flatMap((step) => (step.tool === tool ? step.lines : []))
}

const none = { services: [], addresses: [] }
const conditions = { ready: true, serving: true, terminating: false }

const everyFeature: ServedService = {
  service: {
    name: 'trial',
    type: 'NodePort',
    clusterIP: '10.96.0.20',
    ports: [{ protocol: 'TCP', port: 80, targetPort: 8080, nodePort: 30_080 }],
    sessionAffinity: 'ClientIP',
    externalTrafficPolicy: 'Local',
  },
  slices: [
    {
      ports: [{ name: '', protocol: 'TCP', port: 8080 }],
      endpoints: ['10.244.1.2', '10.244.1.3'].map((address) => ({ address, nodeName: 'node1', conditions })),
    },
  ],
}
