import { expect, test } from 'vitest'
import { counterexample } from '../records.fixture.ts'
import { shrunkLines } from './shrunk.ts'

const { scenario } = counterexample()
const shrunk = {
  scenario,
  pods: { before: 40, after: 2 },
  services: { before: 15, after: 1 },
  applications: 3,
  durationMs: 4200,
  minimal: true as true | string,
  confirmed: { failed: 3, made: 3 },
  check: { subject: 'pod/a -> pod/b', expected: 'an answer', observed: 'timed out' },
  original: 'podnet replay case0.yaml',
}

test('how small, at what price, and what fails there', () => {
  expect(shrunkLines(counterexample({ shrunk }))).toEqual([
    'smallest  2 Pods, 1 Service of 40 and 15 (3 applications, 4.2 s); 1-minimal, failed in 3 of 3 attempts',
    'there     pod/a -> pod/b: timed out, expected an answer',
    'found as  podnet replay case0.yaml',
  ])
})

test('why it may not be as small as it gets', () => {
  const { check: _, ...rest } = shrunk
  const early = { ...rest, minimal: 'interrupted', confirmed: { failed: 0, made: 0 } }
  expect(shrunkLines(counterexample({ shrunk: early }))[0]).toMatch(/; not 1-minimal: interrupted$/)
  expect(shrunkLines(counterexample({ shrunk: early }))).toHaveLength(2)
})

test('nothing of one that was left as it was', () => {
  expect(shrunkLines(counterexample())).toEqual([])
})
