import { expect, test } from 'vitest'
import { doubtOf, enoughAttempts, outcomeOf } from './tally.ts'

const tally = (failed: number, made: number, undecided = 0, ways = 1) => ({ failed, made, undecided, ways })

test('the rarer a failure, the more attempts: it is overlooked once in a hundred times', () => {
  expect(enoughAttempts(1 / 2)).toBe(7)
  expect(enoughAttempts(1 / 6)).toBe(26)
  for (const failed of [1, 2, 6, 11]) {
    const missed = (1 - failed / 12) ** enoughAttempts(failed / 12)
    expect(missed).toBeLessThanOrEqual(0.01)
  }
  expect(enoughAttempts(1 / 1000)).toBe(60)
})

test.each([
  [tally(3, 3), false, 'refuted'],
  [tally(2, 3), false, 'inconclusive'],
  [tally(0, 3), false, 'holds'],
  [tally(0, 3, 1), false, 'inconclusive'],
  [tally(0, 0), false, 'holds'],
  [tally(1, 7), true, 'refuted'],
  [tally(0, 7), true, 'holds'],
  [tally(2, 7, 0, 2), false, 'refuted'],
  [tally(0, 7, 0, 2), false, 'holds'],
  [tally(0, 7, 1), true, 'inconclusive'],
] as const)('%j, flaky %s: %s', (seen, flaky, outcome) => {
  expect(outcomeOf(seen, flaky)).toBe(outcome)
})

test('what is left must fail every time, or by one way of several', () => {
  expect(doubtOf(tally(3, 3))).toBeUndefined()
  expect(doubtOf(tally(2, 7))).toBe('flaky: 2 of 7 attempts failed at the end')
  expect(doubtOf(tally(2, 7, 0, 2))).toBeUndefined()
  expect(doubtOf(tally(0, 3))).toBe('not confirmed: 0 of 3 attempts failed at the end')
})
