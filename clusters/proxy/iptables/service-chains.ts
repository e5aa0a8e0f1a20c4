import type { ServiceProxy } from '../../../properties/model/services/proxy.ts'
import type { NodeSpec } from '../../../properties/model/topology.ts'
import { iptablesChains } from '../names.ts'
import type { NodeServicePort } from '../node-service-port.ts'
import { localRange } from '../settings.ts'
import { endpointChains, policyRules } from './endpoint-chains.ts'
import { comment, type TablePart, toPort } from './lines.ts'

/** The chains of one Service port in the nat table: what is masqueraded, and which endpoint answers. */
export function serviceChains(proxy: ServiceProxy, node: NodeSpec, port: NodeServicePort): TablePart[] {
  const names = iptablesChains(port)
  const { cluster, local } = port.endpoints
  const policies = [
    { chain: names.cluster, endpoints: cluster },
    { chain: names.local, endpoints: local },
  ].filter(({ endpoints }) => endpoints.length > 0)
  return [
    { chains: [], rules: markInternal(proxy, node, port) },
    ...(port.isReachedFromOutside ? [externalChain(proxy, node, port)] : []),
    ...policies.map(({ chain, endpoints }) => ({ chains: [chain], rules: policyRules(port, chain, endpoints) })),
    ...endpointChains(port),
  ]
}

/** Who is no Pod may have come from outside, so that the answer must pass here. */
function markInternal(proxy: ServiceProxy, node: NodeSpec, port: NodeServicePort): string[] {
  if (port.internal !== 'cluster' && port.internal !== 'local') return []
  const range = localRange(proxy, node)
  if (!proxy.masqueradeAll && range === undefined) return []
  const match = `${comment(`${port.name} cluster IP`)} ${toPort(port, port.port, port.clusterIP)}`
  const source = proxy.masqueradeAll ? '' : ` ! -s ${range}`
  return [`-A ${iptablesChains(port)[port.internal]} ${match}${source} -j KUBE-MARK-MASQ`]
}

/** NodePorts and externalIPs. Under policy Local, Pods and the Node itself still reach every endpoint. */
function externalChain(proxy: ServiceProxy, node: NodeSpec, port: NodeServicePort): TablePart {
  const { external, cluster, local } = iptablesChains(port)
  const start = `-A ${external}`
  const range = localRange(proxy, node)
  const words = (what: string) => comment(`${what} ${port.name} external destinations`)
  const ofNode = '-m addrtype --src-type LOCAL'
  const rules =
    port.externalPolicy === 'Cluster'
      ? [`${start} ${words('masquerade traffic for')} -j KUBE-MARK-MASQ`]
      : [
          ...(range === undefined ? [] : [`${start} ${words('pod traffic for')} -s ${range} -j ${cluster}`]),
          `${start} ${words('masquerade LOCAL traffic for')} ${ofNode} -j KUBE-MARK-MASQ`,
          `${start} ${words('route LOCAL traffic for')} ${ofNode} -j ${cluster}`,
        ]
  const rest = { cluster, local, reject: undefined, drop: undefined }[port.external]
  return { chains: [external], rules: [...rules, ...(rest === undefined ? [] : [`${start} -j ${rest}`])] }
}
