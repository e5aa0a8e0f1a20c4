import { expect, test } from 'vitest'
import type { Clock } from '../../clusters/host/clock.ts'
import type { Observation } from '../../properties/model/observation.ts'
import type { Probe } from '../../properties/model/probe.ts'
import type { Check } from '../../properties/model/verdict.ts'
import { Settling } from './settling.ts'

const probe = (port: number): Probe => ({
  client: 'pod/a',
  target: { kind: 'pod', address: '10.244.1.2', port },
  protocol: 'tcp',
  size: 'small',
  payloadBytes: 24,
})
const never = new AbortController().signal
const judge = (_: Probe, { outcome, error }: Observation): Check => ({
  property: 'p',
  rule: 'r',
  subject: '',
  expected: '',
  observed: '',
  verdict: outcome === 'answered' ? 'holds' : 'refuted',
  ...(error !== undefined && { defect: error }),
})

/** Each round takes a second. `seen`: what a port shows in each of them, and the last one from then on. */
function settling(boundMs: number, seen: Record<number, Observation[]>) {
  let nowMs = 0
  const asked: number[][] = []
  const clock: Clock = { nowMs: () => nowMs, wait: async () => {} }
  const cluster = {
    probe: async (probes: readonly Probe[]) => {
      asked.push(probes.map(({ target }) => target.port))
      nowMs += 1000
      return probes.map(({ target }) => {
        const own = seen[target.port] ?? []
        return (own.length > 1 ? own.shift() : own[0]) as Observation
      })
    },
  }
  return { asked, settling: new Settling(cluster, boundMs, clock) }
}

const right: Observation = { outcome: 'answered', durationMs: 1 }
const wrong: Observation = { outcome: 'refused', durationMs: 1 }

test('what was wrong is made again until it is right', async () => {
  const { settling: one, asked } = settling(5000, { 1: [right], 2: [wrong, wrong, right] })
  await one.settle([probe(1), probe(2)], judge, never)
  expect(asked).toEqual([[1, 2], [2], [2]])
  expect(one.outcome()).toEqual({
    exchanges: [
      [probe(1), right],
      [probe(2), right],
    ],
    rounds: 3,
    convergedMs: 2000,
  })
})

test('after the cluster had its time it is made once more and no further', async () => {
  const { settling: one, asked } = settling(1500, { 1: [wrong] })
  await one.settle([probe(1)], judge, never)
  expect(asked).toHaveLength(3)
  expect(one.outcome()).toEqual({ exchanges: [[probe(1), wrong]], rounds: 3 })
})

test('what comes later has what is left of the time', async () => {
  const { settling: one, asked } = settling(1500, { 1: [right], 2: [wrong] })
  await one.settle([probe(1)], judge, never)
  await one.settle([probe(2)], judge, never)
  expect(asked).toEqual([[1], [2], [2]])
  expect(one.outcome().convergedMs).toBeUndefined()
})

test('what a known defect explains is not waited for', async () => {
  const { settling: one, asked } = settling(5000, { 1: [{ ...wrong, error: 'known' }] })
  await one.settle([probe(1)], judge, never)
  expect(asked).toHaveLength(1)
  expect(one.outcome().convergedMs).toBe(0)
})

/** What is wrong is silent: a probe waits out its time. `rightFromMs`: of probes that begin then or later. */
function silentUntil(rightFromMs: number, boundMs: number) {
  let nowMs = 0
  const begun: number[] = []
  const clock: Clock = {
    nowMs: () => nowMs,
    wait: async (ms) => {
      nowMs += ms
    },
  }
  const cluster = {
    probe: async (probes: readonly Probe[], _: AbortSignal, deadlineMs = 4000) => {
      begun.push(nowMs)
      const seen: Observation = nowMs >= rightFromMs ? right : { outcome: 'timed-out', durationMs: deadlineMs }
      nowMs += seen.outcome === 'answered' ? 10 : deadlineMs
      return probes.map(() => seen)
    },
  }
  return { begun, settling: new Settling(cluster, boundMs, clock) }
}

test('a probe that waits for its answer is made again when the cluster has had its time, not when it gives up', async () => {
  const { settling: one, begun } = silentUntil(1500, 2000)
  await one.settle([probe(1)], judge, never)
  expect(begun).toEqual([0, 2000])
  expect(one.outcome()).toMatchObject({ exchanges: [[probe(1), right]], convergedMs: 2000 })
})

test('what converges after its time is refuted, also where a probe of before would have waited for it', async () => {
  const { settling: one, begun } = silentUntil(2001, 2000)
  await one.settle([probe(1)], judge, never)
  expect(begun).toEqual([0, 2000])
  expect(one.outcome().exchanges).toEqual([[probe(1), { outcome: 'timed-out', durationMs: 4000 }]])
  expect(one.outcome().convergedMs).toBeUndefined()
})

test('silence that is right is waited for, and was never wrong', async () => {
  const { settling: one, begun } = silentUntil(99_000, 2000)
  await one.settle([probe(1)], (_, seen) => ({ ...judge(_, seen), verdict: 'holds' }), never)
  expect(begun).toEqual([0, 2000])
  expect(one.outcome()).toMatchObject({
    exchanges: [[probe(1), { outcome: 'timed-out', durationMs: 4000 }]],
    convergedMs: 0,
  })
})

test('a round of its own begins with the bound: the one before is not begun for a moment', async () => {
  const { settling: one, begun } = silentUntil(99_000, 4150)
  await one.settle([probe(1)], judge, never)
  expect(begun).toEqual([0, 4150])
})
