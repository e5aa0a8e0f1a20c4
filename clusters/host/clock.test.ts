import { expect, test } from 'vitest'
import { type Clock, DeadlineExceeded, waitUntil } from './clock.ts'

/** A clock that only moves when somebody waits. */
function fakeClock(): Clock {
  let now = 0
  return {
    nowMs: () => now,
    wait: async (ms, signal) => {
      signal?.throwIfAborted()
      now += ms
    },
  }
}

test('looks again until the condition holds', async () => {
  const clock = fakeClock()
  await waitUntil({ name: 'three looks', timeMs: 100 }, () => clock.nowMs() >= 20, { clock, intervalMs: 10 })
  expect(clock.nowMs()).toBe(20)
})

test('names what it waited for when the time is up', async () => {
  const waiting = waitUntil({ name: 'the end of the world', timeMs: 100 }, () => false, { clock: fakeClock() })
  await expect(waiting).rejects.toThrow(new DeadlineExceeded({ name: 'the end of the world', timeMs: 100 }))
})

test('looks once more at the very end', async () => {
  const clock = fakeClock()
  await waitUntil({ name: 'late', timeMs: 10 }, () => clock.nowMs() === 10, { clock, intervalMs: 10 })
})

test("throws the signal's reason", async () => {
  const signal = AbortSignal.abort(new Error('enough'))
  await expect(waitUntil({ name: 'never', timeMs: 10 }, () => false, { clock: fakeClock(), signal })).rejects.toThrow(
    'enough',
  )
})
