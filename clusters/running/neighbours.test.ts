import { expect, test } from 'vitest'
import { calicoVxlan } from '../../properties/model/networks/calico-vxlan.ts'
import { flannelVxlan } from '../../properties/model/networks/flannel-vxlan.ts'
import { isRoomy, neighbourProblem, neighboursNeeded, thresholdsFor } from './neighbours.ts'

const defaults: [number, number, number] = [128, 512, 1024]

test('4 Nodes with 25 Pods each need about 2,600 on bridges, and few with a route per Pod', () => {
  expect(neighboursNeeded(flannelVxlan, 4, [25, 25, 25, 25])).toBe(4 * (25 * 24 + 50) + 48)
  expect(neighboursNeeded(calicoVxlan, 4, [25, 25, 25, 25])).toBe(4 * 50 + 48)
})

test('what is raised is roomy afterwards', () => {
  expect(isRoomy(defaults, 100)).toBe(true)
  expect(isRoomy(defaults, 2600)).toBe(false)
  expect(isRoomy(thresholdsFor(2600), 2600)).toBe(true)
})

test('an ordinary user is told the sysctl, its value and the value needed', () => {
  expect(neighbourProblem(defaults, 800)).toBeUndefined()
  expect(neighbourProblem(defaults, 2600)).toMatch(
    /gc_thresh3 is 1024, and this size needs about 3250 .*gc_thresh3=6500/,
  )
})
