import { expect, test } from 'vitest'
import { binomialTails, callsToSeeAll, callsToSeeOne, wilsonInterval } from './statistics.ts'

test.each([
  // Computed from the formula with 40 digits.
  [0, 20, 0, 0.1611],
  [6, 20, 0.1455, 0.519],
  [20, 20, 0.8389, 1],
])('%d of %d lie between %d and %d', (hits, made, low, high) => {
  const [from, to] = wilsonInterval(hits, made)
  expect(from).toBeCloseTo(low, 3)
  expect(to).toBeCloseTo(high, 3)
})

test('so many calls, and one fewer would not do', () => {
  const missed = (choices: number, calls: number) => choices * (1 - 1 / choices) ** calls
  expect(callsToSeeAll(6)).toBe(124)
  expect(missed(6, 124)).toBeLessThanOrEqual(1e-9)
  expect(missed(6, 123)).toBeGreaterThan(1e-9)
  expect(callsToSeeOne(2)).toBe(30)
  expect([callsToSeeAll(1), callsToSeeOne(1)]).toEqual([1, 1])
})

test('tails of a binomial distribution', () => {
  // Of four tosses: one way to none, four to one.
  expect(binomialTails(4, 0.5, 1).atMost).toBeCloseTo(5 / 16, 12)
  expect(binomialTails(4, 0.5, 1).atLeast).toBeCloseTo(15 / 16, 12)
  expect(binomialTails(124, 1 / 6, 0).atMost * 6).toBeLessThanOrEqual(1e-9)
})
