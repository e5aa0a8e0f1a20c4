import { expect, test } from 'vitest'
import { profileResult } from '../records.fixture.ts'
import { historyLines } from './history-lines.ts'

const histories = {
  made: 3,
  steps: 1200,
  kinds: { 'move-pod': 200, 'delete-pod': 1000 },
  flows: 90,
  convergedMs: [255, 4000],
  boundMs: 2000,
  boundSource: 'a neighbour is asked for a second time',
  longestGapMs: [100, 300, 4120],
}

test('how many there were, of what, and how long they took', () => {
  expect(historyLines(profileResult({ histories }))).toEqual([
    'histories: 3 with 1,200 steps and 90 flows: delete-pod 1,000, move-pod 200',
    'converged: 2 of 3, 2,128 ms at the median, 4,000 ms at most after the last step (bound 2,000 ms); longest gap of a flow, 300 ms at the median, 4,120 ms at most',
    'bound 2,000 ms: a neighbour is asked for a second time',
  ])
  expect(historyLines(profileResult({}))).toEqual([])
})

test('an older record does not say where the bound comes from', () => {
  const { boundSource: _, ...older } = histories
  expect(historyLines(profileResult({ histories: older }))).toHaveLength(2)
})

test('none that converged', () => {
  const [, line] = historyLines(profileResult({ histories: { ...histories, convergedMs: [] } }))
  expect(line).toContain('converged: 0 of 3 after the last step')
})
