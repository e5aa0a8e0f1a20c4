import { checkPods, differs, judgeExchanges, structuralCheck } from './checks.ts'
import { nodePlace, podPlace } from './model/place.ts'
import { hasPath, nodeOf } from './model/world.ts'
import { bothProtocols, fromNode, fromPod, toNode, toPod } from './probes.ts'
import type { Property } from './property.ts'

const id = 'host-network-pods-are-the-node'

export const hostNetworkPodsAreTheNode: Property = {
  id,
  claim: "A host-network Pod has its Node's addresses, is reached there, and is seen as its Node.",
  claims: ['C1', 'C4', 'C24'],
  level: 'core',
  needs: [],
  probes(world) {
    return world.hostPods.flatMap((pod) =>
      bothProtocols.flatMap((protocol) => [
        ...world.networkPods.map((client) => toPod(world, fromPod(client), pod, protocol)),
        ...world.topology.nodes.map((node) => toPod(world, fromNode(node), pod, protocol)),
        ...world.topology.nodes.map((node) => toNode(world, fromPod(pod), node.name, protocol)),
        ...world.networkPods
          .filter((target) => hasPath(world, pod.nodeName, target.nodeName))
          .map((target) => toPod(world, fromPod(pod), target, protocol)),
      ]),
    )
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
