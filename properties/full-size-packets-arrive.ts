import { judgeExchanges } from './checks.ts'
import { pairClasses } from './model/pair-class.ts'
import { reachableNodePairs } from './pairs.ts'
import { fromPod, toPod } from './probes.ts'
import type { Property } from './property.ts'

const id = 'full-size-packets-arrive'

export const fullSizePacketsArrive: Property = {
  id,
  claim:
    'Packets of exactly the MTU arrive, larger ones are refused at the sender or arrive in fragments, and long transfers pass.',
  claims: ['C41', 'C62', 'C65', 'C73'],
  level: 'core',
  needs: [],
  pairs: pairClasses.podToPod,
  probes(world) {
    return reachableNodePairs(world).flatMap(({ pairs }) =>
      pairs
        .slice(0, 1)
        .flatMap(([a, b]) => [
          toPod(world, fromPod(a), b, 'udp', { size: 'full' }),
          toPod(world, fromPod(a), b, 'icmp', { size: 'full' }),
          toPod(world, fromPod(a), b, 'udp', { size: 'oversize' }),
          toPod(world, fromPod(a), b, 'udp', { size: 'fragmented' }),
          toPod(world, fromPod(a), b, 'tcp', { size: 'bulk' }),
        ]),
    )
  },
  judge: (world, evidence) => judgeExchanges(id, world, evidence),
}
