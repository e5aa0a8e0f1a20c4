import { expect, test } from 'vitest'
import { profileResult } from '../records.fixture.ts'
import { sampleLine } from './sample-line.ts'

test('a sample says what it hit of what there was', () => {
  const all = (number: number) => ({ hit: number, possible: number })
  const sample = {
    pairsPerCase: 300,
    pairs: { hit: 600, possible: 103_960 },
    classes: all(46),
    clientNodes: all(8),
    targetNodes: { hit: 7, possible: 8 },
    clientPods: all(80),
    targetPods: all(80),
  }
  expect(sampleLine(profileResult({ sample }))).toEqual([
    'sample: 600 of 103,960 pairs, 46 of 46 classes of pairs; Nodes: 8 of 8 as clients, 7 of 8 as targets; ' +
      'Pods: 80 of 80 as clients, 80 of 80 as targets',
  ])
})

test('a run that probed all pairs says nothing', () => {
  expect(sampleLine(profileResult())).toEqual([])
})
