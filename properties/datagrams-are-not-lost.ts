import { inconclusiveCheck, structuralCheck } from './checks.ts'
import { pairClasses } from './model/pair-class.ts'
import type { Check } from './model/verdict.ts'
import { nodeNameOf } from './model/world.ts'
import { reachableNodePairs } from './pairs.ts'
import { fromPod, toPod } from './probes.ts'
import type { Property } from './property.ts'
import { wilsonInterval } from './statistics.ts'

const id = 'datagrams-are-not-lost'

/** Datagrams per ordered pair of Nodes and case. With 30 % loss of round trips 20 all pass once in 1,250 cases. */
const attemptsPerNodePair = 20
/** Largest loss a healthy path may have. Refuted only when even the lower end of the 95 % interval lies above it. */
const maxLoss = 0.01

export const datagramsAreNotLost: Property = {
  id,
  claim: 'Datagrams between Pods are not lost: TCP hides loss, so it is measured apart, per pair of Nodes.',
  claims: ['C24'],
  level: 'core',
  needs: [],
  pairs: pairClasses.podToPod,
  probes(world) {
    return reachableNodePairs(world).flatMap(({ pairs }) =>
      Array.from({ length: attemptsPerNodePair }, (_, index) => pairs[index % pairs.length]).flatMap((pair) =>
        pair === undefined ? [] : [toPod(world, fromPod(pair[0]), pair[1], 'udp')],
      ),
    )
  },
  judge(world, evidence) {
    const byNodes = Map.groupBy(evidence.exchanges, ([probe]) =>
      [probe.client, probe.target.place ?? probe.client]
        .map((place) => `node/${nodeNameOf(world, place)}`)
        .join(' -> '),
    )
    return [...byNodes].map(([nodes, exchanges]): Check => {
      const subject = `UDP of Pods ${nodes}`
      const lost = exchanges.filter(([, observation]) => observation.outcome === 'timed-out').length
      if (exchanges.some(([, observation]) => observation.outcome === 'not-made'))
        return inconclusiveCheck(id, 'datagram-loss', subject, 'not all datagrams could be sent')
      const [low, high] = wilsonInterval(lost, exchanges.length)
      const problems =
        low > maxLoss
          ? [
              {
                expected: `at most ${percent(maxLoss)} lost`,
                observed: `${lost} of ${exchanges.length} lost, ${percent(low)} to ${percent(high)} with 95 % confidence`,
              },
            ]
          : []
      return structuralCheck(id, 'datagram-loss', subject, problems)
    })
  },
}

const percent = (share: number): string => `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`
