import { expect, test } from 'vitest'
import { readDurationMs, readWholeNumber } from './numbers.ts'

const runs = { option: '--runs', least: 1, most: 10, meaning: 'the cases', example: '5' }

test.each([
  ['1', 1],
  ['10', 10],
  [undefined, undefined],
])('%s is a number of runs', (text, value) => {
  const problems: string[] = []
  expect(readWholeNumber(text, runs, problems)).toBe(value)
  expect(problems).toEqual([])
})

test.each(['0', '11', '-1', '1.5', '1e1', '0x5', '', ' 5', 'five', '99999999999999999999'])('"%s" is none', (text) => {
  const problems: string[] = []
  expect(readWholeNumber(text, runs, problems)).toBeUndefined()
  expect(problems).toEqual([
    `--runs: expected the cases, a whole number from 1 to 10, found "${text}"; for example --runs 5`,
  ])
})

test.each([
  ['90s', 90_000],
  ['10m', 600_000],
  ['1h', 3_600_000],
  ['24h', 86_400_000],
  [undefined, undefined],
])('%s is a time', (text, durationMs) => {
  const problems: string[] = []
  expect(readDurationMs(text, '--time-limit', problems)).toBe(durationMs)
  expect(problems).toEqual([])
})

test.each(['0s', '25h', '90', '1.5h', '10 m', '10M', 'h', '-1s', ''])('"%s" is no time', (text) => {
  const problems: string[] = []
  expect(readDurationMs(text, '--time-limit', problems)).toBeUndefined()
  expect(problems).toEqual([`--time-limit: expected a time from 1s to 24h such as 90s, 10m or 1h, found "${text}"`])
})
