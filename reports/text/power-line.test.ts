import { expect, test } from 'vitest'
import { counts, profileResult } from '../records.fixture.ts'
import { powerLine } from './power-line.ts'

const clean = {
  cases: 20,
  excludes: 0.13911,
  serviceClasses: { 'node-port': { cases: 20, excludes: 0.13911 }, headless: { cases: 4, excludes: 0.52713 } },
}
const cells = { filled: 571, possible: 619, missing: [] }

test('what clean cases exclude, rounded up, and the class that fewest had', () => {
  expect(powerLine(profileResult({ clean, cells }))).toEqual([
    '20 clean cases exclude (95 %) what shows in 14 % of cases or more, 53 % by Service class (fewest: headless, 4); cells: 571 of 619 filled',
  ])
  const many = { cases: 500, excludes: 0.005974, serviceClasses: {} }
  expect(powerLine(profileResult({ clean: many }))).toEqual([
    '500 clean cases exclude (95 %) what shows in 0.6 % of cases or more',
  ])
})

test('a refuted run excludes nothing; neither does one without a clean case', () => {
  expect(powerLine(profileResult({ clean, checks: counts({ refuted: 1 }) }))).toEqual([])
  expect(powerLine(profileResult())).toEqual([])
})
