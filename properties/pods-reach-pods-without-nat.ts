import { judgeExchanges } from './checks.ts'
import { pairClasses } from './model/pair-class.ts'
import { hasPath } from './model/world.ts'
import { podPairsByNodes, reachableNodePairs, reachablePodPairs } from './pairs.ts'
import { bothProtocols, fromPod, toPod } from './probes.ts'
import type { Property } from './property.ts'

const id = 'pods-reach-pods-without-nat'

export const podsReachPodsWithoutNat: Property = {
  id,
  claim: 'Every Pod reaches every other Pod at its IP, and both ends see the same addresses and ports.',
  claims: ['C2', 'C3', 'C6', 'C14', 'C17', 'C24', 'C29', 'C31', 'C32', 'C39', 'C40', 'C63', 'C64', 'C72'],
  level: 'core',
  needs: [],
  pairs: pairClasses.podToPod,
  slowPairs: pairClasses.podToPodWithoutPath,
  probes(world) {
    const matrix = reachablePodPairs(world).flatMap(([a, b], index) =>
      bothProtocols.map((protocol) => toPod(world, fromPod(a), b, protocol, { container: index })),
    )
    const echoes = reachableNodePairs(world).flatMap(({ pairs }) =>
      pairs.slice(0, 1).map(([a, b]) => toPod(world, fromPod(a), b, 'icmp')),
    )
    return [...matrix, ...echoes]
  },
  slowProbes(world) {
    return podPairsByNodes(world).flatMap(({ from, to, pairs }) =>
      !hasPath(world, from, to)
        ? pairs.slice(0, 1).flatMap(([a, b]) => bothProtocols.map((protocol) => toPod(world, fromPod(a), b, protocol)))
        : [],
    )
  },
  judge: (world, evidence) => judgeExchanges(id, world, evidence),
}
