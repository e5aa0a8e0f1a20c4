import { hostAddress } from '../model/address.ts'
import type { Network } from '../model/networks/network.ts'
import type { Scenario } from '../model/scenario.ts'
import { defaultProxy, type ProxyMode } from '../model/services/proxy.ts'
import { serveServices } from '../model/services/serve.ts'
import type { ClusterStatus } from '../model/status.ts'
import type { Topology } from '../model/topology.ts'

/**
 * What a healthy cluster that holds a scenario would say of itself, as the model has it: flannel's ranges are podCIDRs,
 * Calico's a /26 of each, the tunnel at its start. With a proxy, Services and DNS as well.
 */
export function healthyStatus(
  network: Network,
  topology: Topology,
  scenario: Scenario,
  proxy?: ProxyMode,
): ClusterStatus {
  const calico = network.plugin === 'calico'
  const nextOffset = new Map<string, number>()
  const nodes = topology.nodes.map((node) => ({
    name: node.name,
    address: node.address,
    podRanges: [calico ? node.podCIDR.replace('/24', '/26') : node.podCIDR],
    ...(calico && network.tunnel && { tunnelAddress: hostAddress(node.podCIDR, 0) }),
  }))
  const pods = scenario.pods.map(({ name, nodeName, hostNetwork }) => {
    const node = topology.nodes.find((one) => one.name === nodeName)
    if (node === undefined) throw new Error(`no node ${nodeName}`)
    const offset = nextOffset.get(nodeName) ?? 2
    if (!hostNetwork) nextOffset.set(nodeName, offset + 1)
    return { name, nodeName, hostNetwork, ips: [hostNetwork ? node.address : hostAddress(node.podCIDR, offset)] }
  })
  if (proxy === undefined) return { nodes, pods }
  return {
    nodes,
    pods,
    proxy: defaultProxy(proxy, topology.podCIDR),
    services: serveServices(scenario, topology, { nodes, pods }),
  }
}
