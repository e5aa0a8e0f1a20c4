import { judgeExchanges } from './checks.ts'
import { gatewayAddress, tunnelAddress } from './model/networks/network.ts'
import type { Probe } from './model/probe.ts'
import { hasPath, nodeOf, type PlacedPod, type World } from './model/world.ts'
import { bothProtocols, fromBoundNode, fromNode, fromPod, toNode, toPod } from './probes.ts'
import type { Property } from './property.ts'

const id = 'nodes-and-pods-reach-each-other'

export const nodesAndPodsReachEachOther: Property = {
  id,
  claim: 'Every Node reaches every Pod and every Pod every Node, under the source address the network promises.',
  claims: ['C4', 'C5', 'C24', 'C29', 'C42', 'C73'],
  level: 'core',
  needs: [],
  probes(world) {
    const { nodes } = world.topology
    const toPods = nodes.flatMap((node) =>
      world.networkPods
        .filter((pod) => hasPath(world, node.name, pod.nodeName))
        .flatMap((pod) => [
          ...bothProtocols.flatMap((protocol) => [
            toPod(world, fromNode(node), pod, protocol),
            toPod(world, fromBoundNode(node), pod, protocol),
          ]),
        ]),
    )
    const toNodes = world.networkPods.flatMap((pod) =>
      nodes.flatMap((node) => bothProtocols.flatMap((protocol) => podToNode(world, pod, node.name, protocol))),
    )
    const betweenNodes = nodes.flatMap((from) =>
      nodes.flatMap((to) => bothProtocols.map((protocol) => toNode(world, fromNode(from), to.name, protocol))),
    )
    const echoes = nodes.flatMap((node) => {
      const local = world.networkPods.find((pod) => pod.nodeName === node.name)
      return local === undefined
        ? []
        : [toPod(world, fromNode(node), local, 'icmp'), toNode(world, fromPod(local), node.name, 'icmp')]
    })
    return [...toPods, ...toNodes, ...betweenNodes, ...echoes]
  },
  judge: (world, evidence) => judgeExchanges(id, world, evidence),
}

/** The Node's own address, and those of its bridge and tunnel device where it has them. The bridge comes with a Node's first Pod (datapath 7). */
function podToNode(world: World, pod: PlacedPod, nodeName: string, protocol: 'tcp' | 'udp'): Probe[] {
  const { network } = world
  const node = nodeOf(world, nodeName)
  const probes = [toNode(world, fromPod(pod), nodeName, protocol)]
  if (network.plugin !== 'flannel' || !hasPath(world, pod.nodeName, nodeName)) return probes
  const gateway = gatewayAddress(network, node)
  const hasPods = world.networkPods.some((other) => other.nodeName === nodeName)
  if (gateway !== undefined && hasPods) probes.push(toNode(world, fromPod(pod), nodeName, protocol, 'gateway', gateway))
  const tunnel = tunnelAddress(network, node, node.status)
  if (tunnel !== undefined) probes.push(toNode(world, fromPod(pod), nodeName, protocol, 'tunnel', tunnel))
  return probes
}
