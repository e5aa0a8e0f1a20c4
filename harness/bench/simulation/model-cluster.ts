import { hostAddress, subnet } from '../../../properties/model/address.ts'
import { evenPlacement } from '../../../properties/model/default-topology.ts'
import type { Network } from '../../../properties/model/networks/network.ts'
import type { Scenario } from '../../../properties/model/scenario.ts'
import type { ClusterStatus } from '../../../properties/model/status.ts'
import type { Topology } from '../../../properties/model/topology.ts'
import { makeWorld, type World } from '../../../properties/model/world.ts'

/** Room for 16,384 Nodes with a /24 each. */
const podCIDR = '10.0.0.0/10'
/** Room for as many Node addresses; the host outside has the last ones. */
const underlayCIDR = '172.16.0.0/12'
const outside = 2 ** 20 - 2

/** A cluster as large as asked for, all Nodes on one segment, as the model sees it: nothing of it exists. */
export function modelCluster(network: Network, nodes: number, podsPerNode: number): World {
  const topology = modelTopology(nodes)
  const scenario = numbered(evenPlacement(topology, podsPerNode))
  return makeWorld(network, topology, scenario, statusOf(topology, scenario))
}

function modelTopology(nodes: number): Topology {
  return {
    podCIDR,
    serviceCIDR: '10.96.0.0/16',
    nodes: Array.from({ length: nodes }, (_, index) => ({
      name: `node${index + 1}`,
      address: hostAddress(underlayCIDR, index + 1),
      podCIDR: subnet(podCIDR, 24, index + 1),
      segment: 0,
    })),
    externalAddress: hostAddress(underlayCIDR, outside),
    externalDetourAddress: hostAddress(underlayCIDR, outside - 1),
    uplinkMtuBytes: 1500,
  }
}

const numbered = ({ pods }: Scenario): Scenario => ({
  pods: pods.map((pod, index) => ({ ...pod, name: `pod${index + 1}` })),
})

/** A healthy flannel cluster's status. */
function statusOf(topology: Topology, scenario: Scenario): ClusterStatus {
  const ranges = new Map(topology.nodes.map(({ name, podCIDR }) => [name, podCIDR]))
  const pods = [...Map.groupBy(scenario.pods, ({ nodeName }) => nodeName)].flatMap(([nodeName, own]) =>
    own.map(({ name }, index) => ({
      name,
      nodeName,
      hostNetwork: false,
      ips: [hostAddress(ranges.get(nodeName) ?? '', index + 2)],
    })),
  )
  return { nodes: topology.nodes.map(({ name, address, podCIDR }) => ({ name, address, podRanges: [podCIDR] })), pods }
}
