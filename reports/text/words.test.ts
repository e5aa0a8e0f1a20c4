import { expect, test } from 'vitest'
import { count, duration, shellLine } from './words.ts'

test.each([
  [0, '0 cases'],
  [1, '1 case'],
  [12_345, '12,345 cases'],
])('count %i', (number, text) => {
  expect(count(number, 'case')).toBe(text)
})

test.each([
  [339.6, '340 ms'],
  [4249, '4.2 s'],
  [59_960, '1 min 00 s'],
  [185_000, '3 min 05 s'],
])('duration %d ms', (durationMs, text) => {
  expect(duration(durationMs)).toBe(text)
})

test('a shell line can be pasted', () => {
  expect(shellLine(['podnet', '--out', 'my runs', "it's", ''])).toBe(`podnet --out 'my runs' 'it'\\''s' ''`)
})
