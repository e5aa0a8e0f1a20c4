import type { Endpoint } from '../../../properties/model/services/endpoint-slice.ts'
import type { ServiceProxy } from '../../../properties/model/services/proxy.ts'
import type { NodeSpec } from '../../../properties/model/topology.ts'
import { addressAndPort, nftablesChains, nftablesEndpoint } from '../names.ts'
import { type NodeServicePort, reachableEndpoints } from '../node-service-port.ts'
import { localRange } from '../settings.ts'

export interface Chain {
  name: string
  rules: readonly string[]
}

/** The chains of one Service port: what is masqueraded, which endpoint answers, and the way to each. */
export function serviceChains(proxy: ServiceProxy, node: NodeSpec, port: NodeServicePort): Chain[] {
  const names = nftablesChains(port)
  const { cluster, local } = port.endpoints
  const policy = (name: 'cluster' | 'local', endpoints: readonly Endpoint[]): Chain[] => {
    if (endpoints.length === 0) return []
    const mark = port.internal === name ? markInternal(proxy, node, port) : []
    return [{ name: names[name], rules: [...mark, ...choose(port, endpoints)] }]
  }
  return [
    ...(port.isReachedFromOutside ? [{ name: names.external, rules: external(proxy, node, port) }] : []),
    ...policy('cluster', cluster),
    ...policy('local', local),
    ...reachableEndpoints(port).map((endpoint) => endpointChain(port, endpoint)),
  ]
}

/** Who is no Pod may have come from outside, so that the answer must pass here. */
function markInternal(proxy: ServiceProxy, node: NodeSpec, { clusterIP }: NodeServicePort): string[] {
  const range = localRange(proxy, node)
  if (proxy.masqueradeAll) return [`ip daddr ${clusterIP} jump mark-for-masquerade`]
  return range === undefined ? [] : [`ip daddr ${clusterIP} ip saddr != ${range} jump mark-for-masquerade`]
}

/** NodePorts and externalIPs. Under policy Local, Pods and the Node itself still reach every endpoint. */
function external(proxy: ServiceProxy, node: NodeSpec, port: NodeServicePort): string[] {
  const { cluster, local } = nftablesChains(port)
  const range = localRange(proxy, node)
  const rules =
    port.externalPolicy === 'Cluster'
      ? ['jump mark-for-masquerade']
      : [
          ...(range === undefined ? [] : [`ip saddr ${range} goto ${cluster}`]),
          'fib saddr type local jump mark-for-masquerade',
          `fib saddr type local goto ${cluster}`,
        ]
  const rest = { cluster, local, reject: undefined, drop: undefined }[port.external]
  return [...rules, ...(rest === undefined ? [] : [`goto ${rest}`])]
}

/** The endpoint a client stays with, else by lot. */
function choose(port: NodeServicePort, endpoints: readonly Endpoint[]): string[] {
  const targets = endpoints.map((endpoint) => nftablesEndpoint(port, endpoint))
  const sticky = targets.map(({ chain, affinitySet }) => `ip saddr @${affinitySet} goto ${chain}`)
  const lots = targets.map(({ chain }, index) => `${index} : goto ${chain}`).join(', ')
  return [
    ...(port.affinitySeconds === undefined ? [] : sticky),
    `numgen random mod ${endpoints.length} vmap { ${lots} }`,
  ]
}

/** An endpoint that calls itself must not see its own address. */
function endpointChain(port: NodeServicePort, endpoint: Endpoint): Chain {
  const { chain, affinitySet } = nftablesEndpoint(port, endpoint)
  return {
    name: chain,
    rules: [
      `ip saddr ${endpoint.address} jump mark-for-masquerade`,
      ...(port.affinitySeconds === undefined ? [] : [`update @${affinitySet} { ip saddr }`]),
      `meta l4proto ${port.protocol} dnat to ${addressAndPort(endpoint)}`,
    ],
  }
}
