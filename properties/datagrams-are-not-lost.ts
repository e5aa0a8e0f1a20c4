import { inconclusiveCheck, structuralCheck } from './checks.ts'
import { allowedLoss, describeLoss, isLossy, lossSubject } from './loss.ts'
import { pairClasses } from './model/pair-class.ts'
import type { Check } from './model/verdict.ts'
import { nodeNameOf } from './model/world.ts'
import { reachableNodePairs } from './pairs.ts'
import { fromPod, toPod } from './probes.ts'
import type { Property } from './property.ts'

const id = 'datagrams-are-not-lost'

/**
 * Datagrams per ordered pair of Nodes and case. With 30 % loss of round trips 20 all pass once in 1,250 cases, with 5 %
 * once in three: where one is lost the harness measures the way with many more (harness/run/measure-loss.ts).
 */
const attemptsPerNodePair = 20

export const datagramsAreNotLost: Property = {
  id,
  claim: 'Datagrams between Pods are not lost: TCP hides loss, so it is measured apart, per pair of Nodes.',
  claims: ['C24'],
  level: 'core',
  needs: [],
  pairs: pairClasses.podToPod,
  counts: true,
  probes(world) {
    return reachableNodePairs(world).flatMap(({ pairs }) =>
      Array.from({ length: attemptsPerNodePair }, (_, index) => pairs[index % pairs.length]).flatMap((pair) =>
        pair === undefined ? [] : [toPod(world, fromPod(pair[0]), pair[1], 'udp')],
      ),
    )
  },
  judge(world, evidence) {
    const byNodes = Map.groupBy(evidence.exchanges, ([{ client, target }]) =>
      lossSubject(nodeNameOf(world, client) ?? '', nodeNameOf(world, target.place ?? client) ?? ''),
    )
    return [...byNodes].map(([subject, exchanges]): Check => {
      // Refused or unreachable is not there either.
      const lost = exchanges.filter(([, { outcome }]) => outcome !== 'answered').length
      if (exchanges.some(([, observation]) => observation.outcome === 'not-made'))
        return inconclusiveCheck(id, 'datagram-loss', subject, 'not all datagrams could be sent')
      const problems = isLossy(lost, exchanges.length)
        ? [{ expected: allowedLoss, observed: describeLoss(lost, exchanges.length) }]
        : []
      return structuralCheck(id, 'datagram-loss', subject, problems)
    })
  },
}
