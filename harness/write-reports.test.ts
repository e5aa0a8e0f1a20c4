import { expect, test } from 'vitest'
import { exitCodeWithReports } from './write-reports.ts'

test.each([
  [0, 255],
  [1, 1],
  [2, 255],
  [130, 130],
  [143, 143],
  [255, 255],
])('a report that failed makes of %i', (exitCode, code) => {
  expect(exitCodeWithReports(exitCode, ['report junit failed: no space'])).toBe(code)
  expect(exitCodeWithReports(exitCode, [])).toBe(exitCode)
})
