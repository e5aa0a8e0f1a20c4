import { hostAddress } from '../model/address.ts'
import { topologyOf } from '../model/default-topology.ts'
import { findNetwork } from '../model/networks/index.ts'
import type { Scenario } from '../model/scenario.ts'
import type { Topology } from '../model/topology.ts'
import { makeWorld, type World } from '../model/world.ts'

/** A healthy cluster's status for tests of the model: flannel's ranges are podCIDRs, Calico's a /26 of each, tunnel at its start. */
export function worldOf(networkName: string, scenario: Scenario, topology: Topology = topologyOf([0, 0])): World {
  const network = findNetwork(networkName)
  if (network === undefined) throw new Error(`no network ${networkName}`)
  const calico = network.plugin === 'calico'
  const nextOffset = new Map<string, number>()
  const address = (nodeName: string) => topology.nodes.find((node) => node.name === nodeName)
  return makeWorld(network, topology, scenario, {
    nodes: topology.nodes.map((node) => ({
      name: node.name,
      address: node.address,
      podRanges: [calico ? node.podCIDR.replace('/24', '/26') : node.podCIDR],
      ...(calico && network.tunnel && { tunnelAddress: hostAddress(node.podCIDR, 0) }),
    })),
    pods: scenario.pods.map((pod) => {
      const node = address(pod.nodeName)
      if (node === undefined) throw new Error(`no node ${pod.nodeName}`)
      const offset = nextOffset.get(node.name) ?? 2
      if (!pod.hostNetwork) nextOffset.set(node.name, offset + 1)
      return {
        name: pod.name,
        nodeName: pod.nodeName,
        hostNetwork: pod.hostNetwork,
        ips: [pod.hostNetwork ? node.address : hostAddress(node.podCIDR, offset)],
      }
    }),
  })
}

/** a and b on node1, c on node2, and a host-network Pod h on node2. */
export const threePods: Scenario = {
  pods: [
    { name: 'a', nodeName: 'node1', hostNetwork: false, containers: [{ name: 'main', port: 8080 }] },
    { name: 'b', nodeName: 'node1', hostNetwork: false, containers: [{ name: 'main', port: 8080 }] },
    { name: 'c', nodeName: 'node2', hostNetwork: false, containers: [{ name: 'main', port: 8080 }] },
    { name: 'h', nodeName: 'node2', hostNetwork: true, containers: [{ name: 'main', port: 20000 }] },
  ],
}
