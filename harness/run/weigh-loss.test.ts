import { expect, test } from 'vitest'
import type { Observation } from '../../properties/model/observation.ts'
import type { Probe } from '../../properties/model/probe.ts'
import type { Check } from '../../properties/model/verdict.ts'
import { podOf } from '../../properties/model/world.ts'
import { fromPod, toPod } from '../../properties/probes.ts'
import { threePods, worldOf } from '../../properties/test-support/worlds.ts'
import { weighLoss } from './weigh-loss.ts'
import { weighRepeated } from './weigh-repeated.ts'

const world = worldOf('flannel-vxlan', threePods)
const probe: Probe = toPod(world, fromPod({ name: 'a' }), podOf(world, 'c'), 'udp')
const timeout = (): Observation => ({ outcome: 'timed-out', durationMs: 4000 })
const answer: Observation = {
  outcome: 'answered',
  client: { address: '10.244.1.2', port: 4000 },
  server: {
    identity: 'pod/c/main',
    local: { address: '10.244.2.2', port: 8080 },
    peer: { address: '10.244.1.2', port: 4000 },
  },
  durationMs: 1,
}
const words = { subject: 's', expected: 'e', observed: 'timed out' }
const lost = (changes: Partial<Check> = {}): Check => ({
  property: 'pods-reach-pods-without-nat',
  rule: 'pod-to-pod-other-node',
  verdict: 'refuted',
  ...words,
  probe,
  observation: timeout(),
  ...changes,
})
const own: Check = { ...words, property: 'datagrams-are-not-lost', rule: 'datagram-loss', verdict: 'holds' }
const subject = 'datagrams node1 -> node2'
const way = { from: 'node1', to: 'node2', made: 1000 }

test('a way that loses 5 % is refuted once, and timeouts that come and go are part of it', () => {
  const checks = [{ ...own, subject }, lost({ persistence: 'late' }), lost({ persistence: 'flaky' })]
  const weighed = weighLoss(world, [{ ...way, lost: 50 }], checks)
  expect(weighed.map(({ verdict, loss }) => [verdict, loss])).toEqual([
    ['refuted', undefined],
    ['refuted', subject],
    ['refuted', subject],
  ])
  expect(weighed[0]).toMatchObject({
    expected: 'at most 1.0 % lost',
    observed: 'loss 5.0 % (50 of 1,000 round trips; Wilson 95 %: 3.8 to 6.5 %)',
  })
})

test('what comes every time, fails otherwise or goes another way is no part of it', () => {
  const back = toPod(world, fromPod({ name: 'c' }), podOf(world, 'a'), 'udp')
  const others = [
    lost({ persistence: 'persistent' }),
    lost({ persistence: 'late', observation: { outcome: 'refused', durationMs: 1 } }),
    lost({ persistence: 'late', probe: back }),
  ]
  expect(weighLoss(world, [{ ...way, lost: 50 }], others).slice(0, 3)).toEqual(others)
})

test('little loss explains nothing, and what was refuted stays refuted', () => {
  const checks = [{ ...own, subject, verdict: 'refuted' as const }, lost({ persistence: 'late' })]
  const weighed = weighLoss(world, [{ ...way, lost: 3 }], checks)
  expect(weighed.map(({ verdict, loss }) => [verdict, loss])).toEqual([
    ['refuted', undefined],
    ['refuted', undefined],
  ])
  expect(weighed[0]?.observed).toContain('then loss 0.3 % (3 of 1,000 round trips')
})

test('persistent, late and flaky, with the rate of those made again alone', () => {
  const check = (again: boolean[]) => {
    const one = lost()
    const observations = again.map((held) => (held ? answer : timeout()))
    weighRepeated(world, [[probe, one.observation as Observation]], [{ exchange: 0, observations }], [one])
    return one
  }
  expect(check([false, false, false])).toMatchObject({ persistence: 'persistent', attempts: { failed: 4, made: 4 } })
  expect(check([true, true, true])).toMatchObject({ persistence: 'late', attempts: { failed: 1, made: 4 } })
  const flaky = check([false, ...Array<boolean>(22).fill(true)])
  expect(flaky).toMatchObject({ persistence: 'flaky', attempts: { failed: 2, made: 24 } })
  // Wilson's interval of 1 of 23, computed from the formula with 30 digits.
  expect(flaky.rate?.low).toBeCloseTo(0.0077, 4)
  expect(flaky.rate?.high).toBeCloseTo(0.2099, 4)
})
