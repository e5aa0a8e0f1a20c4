import { checkPods, differs, judgeExchanges, structuralCheck } from './checks.ts'
import { pairClasses } from './model/pair-class.ts'
import { nodePlace, podPlace } from './model/place.ts'
import { hasPath, nodeOf } from './model/world.ts'
import { pairsBetween } from './pairs.ts'
import { bothProtocols, fromNode, fromPod, toNode, toPod } from './probes.ts'
import type { Property } from './property.ts'

const id = 'host-network-pods-are-the-node'

export const hostNetworkPodsAreTheNode: Property = {
  id,
  claim: "A host-network Pod has its Node's addresses, is reached there, and is seen as its Node.",
  claims: ['C1', 'C4', 'C24'],
  level: 'core',
  needs: [],
  pairs: [
    ...pairClasses.podToHostPod,
    ...pairClasses.nodeToHostPod,
    ...pairClasses.hostPodToNode,
    ...pairClasses.hostPodToPod,
  ],
  probes(world) {
    const { hostPods, networkPods } = world
    const { nodes } = world.topology
    const fromPods = pairsBetween(world, networkPods, hostPods)
    const fromNodes = pairsBetween(world, nodes, hostPods)
    const toNodes = pairsBetween(world, hostPods, nodes)
    const toPods = pairsBetween(world, hostPods, networkPods).filter(([pod, target]) =>
      hasPath(world, pod.nodeName, target.nodeName),
    )
    return bothProtocols.flatMap((protocol) => [
      ...fromPods.map(([client, pod]) => toPod(world, fromPod(client), pod, protocol)),
      ...fromNodes.map(([node, pod]) => toPod(world, fromNode(node), pod, protocol)),
      ...toNodes.map(([pod, node]) => toNode(world, fromPod(pod), node.name, protocol)),
      ...toPods.map(([pod, target]) => toPod(world, fromPod(pod), target, protocol)),
    ])
  },
  judge: (world, evidence) => [
    ...judgeExchanges(id, world, evidence),
    ...checkPods(id, 'host-pod-status', world.hostPods, evidence, (pod, facts) => {
      const node = nodeOf(world, pod.nodeName)
      return [
        structuralCheck(id, 'host-pod-status', podPlace(pod.name), [
          ...differs('status IP', node.address, pod.ip),
          ...differs('network namespace', evidence.structure[nodePlace(node.name)]?.inode, facts.inode),
        ]),
      ]
    }),
  ],
}
