import { expect, test } from 'vitest'
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
