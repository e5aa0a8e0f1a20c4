import { describe, expect, test } from 'vitest'
import { DeadlineQueue } from './deadline-queue.ts'

function entry(deadline: number) {
  const made = {
    deadline,
    ended: false,
    expired: 0,
    expire() {
      made.ended = true
      made.expired++
    },
  }
  return made
}

describe('DeadlineQueue', () => {
  test('waits for the first that has not ended', () => {
    const queue = new DeadlineQueue()
    expect(queue.remainingMs(0)).toBe(Number.POSITIVE_INFINITY)
    const [first, second] = [entry(10), entry(20)]
    queue.add(first)
    queue.add(second)
    expect(queue.remainingMs(4)).toBe(6)
    first.ended = true
    expect(queue.remainingMs(4)).toBe(16)
    expect(queue.remainingMs(99)).toBe(0)
  })

  test('expires each once, at its deadline and not before', () => {
    const queue = new DeadlineQueue()
    const entries = Array.from({ length: 3000 }, (_, index) => entry(index))
    for (const one of entries) queue.add(one)
    if (entries[1500] !== undefined) entries[1500].ended = true
    queue.expireUntil(1999)
    queue.expireUntil(2000)
    expect(entries.filter((one) => one.expired === 1).map((one) => one.deadline)).toEqual(
      Array.from({ length: 2001 }, (_, index) => index).filter((index) => index !== 1500),
    )
    expect(queue.remainingMs(2000)).toBe(1)
  })
})
