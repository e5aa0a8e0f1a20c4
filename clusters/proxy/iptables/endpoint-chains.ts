import type { Endpoint } from '../../../properties/model/services/endpoint-slice.ts'
import { addressAndPort, iptablesEndpointChain } from '../names.ts'
import { type NodeServicePort, reachableEndpoints } from '../node-service-port.ts'
import { comment, type TablePart } from './lines.ts'

/** Chooses among endpoints: the one a client stays with, else by lot, each as likely as the others. */
export function policyRules(port: NodeServicePort, chain: string, endpoints: readonly Endpoint[]): string[] {
  const start = (endpoint: Endpoint) => `-A ${chain} ${comment(`${port.name} -> ${addressAndPort(endpoint)}`)}`
  const { affinitySeconds } = port
  const sticky =
    affinitySeconds === undefined
      ? []
      : endpoints.map((endpoint) => {
          const target = iptablesEndpointChain(port, endpoint)
          return `${start(endpoint)} -m recent --name ${target} --rcheck --seconds ${affinitySeconds} --reap -j ${target}`
        })
  const drawn = endpoints.map((endpoint, index) => {
    const left = endpoints.length - index
    const lot = left === 1 ? '' : ` -m statistic --mode random --probability ${(1 / left).toFixed(10)}`
    return `${start(endpoint)}${lot} -j ${iptablesEndpointChain(port, endpoint)}`
  })
  return [...sticky, ...drawn]
}

/** One chain for each endpoint: an endpoint that calls itself must not see its own address. */
export function endpointChains(port: NodeServicePort): TablePart[] {
  return reachableEndpoints(port).map((endpoint) => {
    const chain = iptablesEndpointChain(port, endpoint)
    const start = `-A ${chain} ${comment(port.name)}`
    const remember = port.affinitySeconds === undefined ? '' : ` -m recent --name ${chain} --set`
    const { protocol } = port
    return {
      chains: [chain],
      rules: [
        `${start} -s ${endpoint.address} -j KUBE-MARK-MASQ`,
        `${start}${remember} -m ${protocol} -p ${protocol} -j DNAT --to-destination ${addressAndPort(endpoint)}`,
      ],
    }
  })
}
