import { expect, test } from 'vitest'
import { calicoVxlan } from '../../properties/model/networks/calico-vxlan.ts'
import { flannelVxlan } from '../../properties/model/networks/flannel-vxlan.ts'
import { concludeProfile, emptyProfile } from './profile.ts'

const profile = (filled: number, asked?: number, cases = 2) => {
  const one = { ...emptyProfile(flannelVxlan, 'none', 2), cases }
  one.checks.holds = 10
  one.cells = { filled, possible: 10, missing: ['a/b', 'c/d'], ...(asked !== undefined && { asked }) }
  concludeProfile(one)
  return one
}

test('fewer cells than asked for prove too little', () => {
  expect(profile(8, 80)).toMatchObject({ verdict: 'holds', reasons: [] })
  expect(profile(7)).toMatchObject({ verdict: 'holds', reasons: [] })
  expect(profile(7, 80)).toMatchObject({
    verdict: 'inconclusive',
    reasons: ['7 of 10 cells were filled, fewer than 80 %; not a/b, c/d'],
  })
})

test('fewer cases than promised prove too little', () => {
  expect(profile(8, 80, 1)).toMatchObject({ verdict: 'inconclusive', reasons: ['1 of 2 cases were made'] })
})

test('a defect that occurs by chance may not explain more than chance does', () => {
  const verdictOf = (seen: number) => {
    const one = { ...emptyProfile(calicoVxlan, 'none', 2), cases: 2, probes: 64_512 }
    one.checks.holds = 10
    one.defects = one.defects.map((defect) => ({ ...defect, seen }))
    concludeProfile(one)
    return [one.verdict, ...one.reasons]
  }
  expect(verdictOf(0)).toEqual(['holds'])
  expect(verdictOf(5)).toEqual(['holds'])
  expect(verdictOf(6)).toEqual([
    'inconclusive',
    'calico-masquerade-draws-vxlan-port would explain 6 of 64,512 probes: more than chance does, which is one in 64,512',
  ])
})
