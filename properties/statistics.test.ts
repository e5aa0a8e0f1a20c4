import { expect, test } from 'vitest'
import { wilsonInterval } from './statistics.ts'

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
