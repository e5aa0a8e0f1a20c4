import { expect, test } from 'vitest'
import { flannelVxlan } from '../../properties/model/networks/flannel-vxlan.ts'
import { threePods, worldOf } from '../../properties/test-support/worlds.ts'
import type { CaseResult } from './check-case.ts'
import { emptyProfile } from './profile.ts'
import { tallyCase } from './tally.ts'

/** A case whose sample hit so many of three classes. */
function sampledCase(classes: number): CaseResult {
  const all = { hit: 3, possible: 3 }
  const sample = {
    pairs: { hit: 10, possible: 100 },
    classes: { hit: classes, possible: 3 },
    clientNodes: all,
    targetNodes: all,
    clientPods: { hit: 1, possible: 3 },
    targetPods: all,
  }
  return {
    index: 4,
    world: worldOf('flannel-vxlan', threePods),
    exchanges: [],
    repeated: [],
    sample,
    evidence: { structure: {}, frames: [], droppedFrames: 0 },
    checks: [],
    durationsMs: {},
  }
}

test('what samples hit is summed over cases', () => {
  const profile = emptyProfile(flannelVxlan, 'none', 2, 10)
  tallyCase(profile, sampledCase(3))
  tallyCase(profile, sampledCase(3))
  expect(profile.sample).toMatchObject({ pairsPerCase: 10, pairs: { hit: 20, possible: 200 } })
  expect(profile.reasons).toEqual([])
})

test('a sample that missed a class is a reason to be inconclusive; one that missed a Pod is not', () => {
  const profile = emptyProfile(flannelVxlan, 'none', 1, 10)
  tallyCase(profile, sampledCase(2))
  expect(profile.reasons).toEqual(['the sample of case 4 hit 2 of 3 classes of pairs'])
})
