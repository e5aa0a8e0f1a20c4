import { expect, test } from 'vitest'
import { runRecord } from '../records.fixture.ts'
import { replayLine } from './replay-line.ts'

test.each([
  [['check'], 'podnet check --seed 42'],
  [['check', '--seed', '7'], 'podnet check --seed 7'],
  [['check', '--seed=7'], 'podnet check --seed=7'],
  [['replay', 'a.yaml'], 'podnet replay a.yaml'],
  [
    ['check', '--json', '--out', 'x', '--runs', '3', '--reporter=junit', '--reporter', 'json=y', '--quiet'],
    'podnet check --runs 3 --seed 42',
  ],
])('%j', (command, line) => {
  expect(replayLine(runRecord([], { command }))).toBe(line)
})
