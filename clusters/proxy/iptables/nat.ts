import type { ServiceProxy } from '../../../properties/model/services/proxy.ts'
import type { NodeSpec } from '../../../properties/model/topology.ts'
import { iptablesChains } from '../names.ts'
import type { NodeServicePort } from '../node-service-port.ts'
import { masqueradeMark, nodePortAddresses } from '../settings.ts'
import { comment, type TablePart, toPort } from './lines.ts'

/** The chains of the nat table that are there whatever the Services are; KUBE-SERVICES leads to those of the Services. */
export function natPart(proxy: ServiceProxy, node: NodeSpec, ports: readonly NodeServicePort[]): TablePart {
  return {
    chains: ['KUBE-SERVICES', 'KUBE-NODEPORTS', 'KUBE-POSTROUTING', 'KUBE-MARK-MASQ'],
    rules: [...masquerading, ...ports.flatMap(capture), ...toNodePorts(proxy, node)],
  }
}

/** The mark is taken off, so that a packet that comes by again is not masqueraded again. */
export const masquerading: readonly string[] = [
  `-A KUBE-POSTROUTING -m mark ! --mark ${masqueradeMark}/${masqueradeMark} -j RETURN`,
  `-A KUBE-POSTROUTING -j MARK --xor-mark ${masqueradeMark}`,
  `-A KUBE-POSTROUTING ${comment('kubernetes service traffic requiring SNAT')} -j MASQUERADE --random-fully`,
  `-A KUBE-MARK-MASQ -j MARK --or-mark ${masqueradeMark}`,
]

/** Leads calls to one Service port to its chains, by each of its addresses. */
function capture(port: NodeServicePort): string[] {
  const chains = iptablesChains(port)
  const internal = port.internal === 'cluster' || port.internal === 'local' ? chains[port.internal] : undefined
  const services = `-A KUBE-SERVICES -m comment --comment`
  return [
    ...(internal === undefined
      ? []
      : [`${services} "${port.name} cluster IP" ${toPort(port, port.port, port.clusterIP)} -j ${internal}`]),
    ...(port.isReachedFromOutside
      ? port.externalIPs.map(
          (address) =>
            `${services} "${port.name} external IP" ${toPort(port, port.port, address)} -j ${chains.external}`,
        )
      : []),
    ...(port.isReachedFromOutside && port.nodePort !== undefined
      ? [`-A KUBE-NODEPORTS ${comment(port.name)} ${toPort(port, port.nodePort)} -j ${chains.external}`]
      : []),
  ]
}

/** Comes last: any other address of a Service goes before. */
function toNodePorts(proxy: ServiceProxy, node: NodeSpec): string[] {
  const start = `-A KUBE-SERVICES ${comment('kubernetes service nodeports; NOTE: this must be the last rule in this chain')}`
  const addresses = nodePortAddresses(proxy, node)
  const loopback = proxy.localhostNodePorts ? '' : ' ! -d 127.0.0.0/8'
  if (addresses === undefined) return [`${start} -m addrtype --dst-type LOCAL${loopback} -j KUBE-NODEPORTS`]
  return addresses.map((address) => `${start} -d ${address} -j KUBE-NODEPORTS`)
}
