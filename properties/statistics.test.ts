import { expect, test } from 'vitest'
import { binomialTails, callsToSeeAll, callsToSeeOne, excludedRate, wilsonInterval } from './statistics.ts'

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

test('what clean cases exclude: about three in so many', () => {
  expect(excludedRate(1)).toBeCloseTo(0.95, 12)
  expect(excludedRate(20)).toBeCloseTo(0.1391, 4)
  expect(excludedRate(500) * 500).toBeCloseTo(2.987, 3)
  expect((1 - excludedRate(20)) ** 20).toBeCloseTo(0.05, 12)
  expect(excludedRate(0)).toBe(1)
})
