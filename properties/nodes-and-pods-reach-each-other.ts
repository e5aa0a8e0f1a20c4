import { judgeExchanges } from './checks.ts'
import { gatewayAddress, tunnelAddress } from './model/networks/network.ts'
import { pairClasses } from './model/pair-class.ts'
import type { Probe } from './model/probe.ts'
import { hasPath, nodeOf, type PlacedPod, type World } from './model/world.ts'
import { pairsBetween, spread } from './pairs.ts'
import { bothProtocols, fromBoundNode, fromNode, fromPod, toNode, toPod } from './probes.ts'
import type { Property } from './property.ts'

const id = 'nodes-and-pods-reach-each-other'

export const nodesAndPodsReachEachOther: Property = {
  id,
  claim: 'Every Node reaches every Pod and every Pod every Node, under the source address the network promises.',
  claims: ['C4', 'C5', 'C24', 'C29', 'C42', 'C73'],
  level: 'core',
  needs: [],
  pairs: [...pairClasses.nodeToPod, ...pairClasses.podToNode, ...pairClasses.nodeToItself, ...pairClasses.nodeToNode],
  probes(world) {
    const { networkPods } = world
    const { nodes } = world.topology
    const hasPods = new Set(networkPods.map((pod) => pod.nodeName))
    const nodeToPod = pairsBetween(world, nodes, networkPods).filter(([node, pod]) =>
      hasPath(world, node.name, pod.nodeName),
    )
    const podToNode = pairsBetween(world, networkPods, nodes)
    const nodeToNode = pairsBetween(world, nodes, nodes)
    const toPods = nodeToPod.flatMap(([node, pod]) =>
      bothProtocols.flatMap((protocol) => [
        toPod(world, fromNode(node), pod, protocol),
        toPod(world, fromBoundNode(node), pod, protocol),
      ]),
    )
    const toNodes = podToNode.flatMap(([pod, node]) =>
      bothProtocols.flatMap((protocol) => toNodeAddresses(world, pod, node.name, protocol, hasPods.has(node.name))),
    )
    const betweenNodes = nodeToNode.flatMap(([from, to]) =>
      bothProtocols.map((protocol) => toNode(world, fromNode(from), to.name, protocol)),
    )
    const toLocal = nodeToPod.filter(([node, pod]) => node.name === pod.nodeName)
    const fromLocal = podToNode.filter(([pod, node]) => node.name === pod.nodeName)
    const echoes = [
      ...spread(toLocal, ([node]) => [node.name]).map(([node, pod]) => toPod(world, fromNode(node), pod, 'icmp')),
      ...spread(fromLocal, ([, node]) => [node.name]).map(([pod, node]) =>
        toNode(world, fromPod(pod), node.name, 'icmp'),
      ),
    ]
    return [...toPods, ...toNodes, ...betweenNodes, ...echoes]
  },
  judge: (world, evidence) => judgeExchanges(id, world, evidence),
}

/** The Node's own address, and those of its bridge and tunnel device where it has them. The bridge comes with a Node's first Pod (datapath 7). */
function toNodeAddresses(
  world: World,
  pod: PlacedPod,
  nodeName: string,
  protocol: 'tcp' | 'udp',
  hasPods: boolean,
): Probe[] {
  const { network } = world
  const node = nodeOf(world, nodeName)
  const probes = [toNode(world, fromPod(pod), nodeName, protocol)]
  if (network.plugin !== 'flannel' || !hasPath(world, pod.nodeName, nodeName)) return probes
  const gateway = gatewayAddress(network, node)
  if (gateway !== undefined && hasPods) probes.push(toNode(world, fromPod(pod), nodeName, protocol, 'gateway', gateway))
  const tunnel = tunnelAddress(network, node, node.status)
  if (tunnel !== undefined) probes.push(toNode(world, fromPod(pod), nodeName, protocol, 'tunnel', tunnel))
  return probes
}
