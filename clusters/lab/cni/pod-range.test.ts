import { expect, test } from 'vitest'
import { subnetProblems, withPodRange } from './pod-range.ts'

const ipam = {
  type: 'host-local',
  ranges: [[{ subnet: 'usePodCidr', rangeStart: '10.0.0.9' }]],
  other: [1, null, true],
}

test('the word is replaced wherever it stands, and nothing else', () => {
  expect(withPodRange({ subnet: 'usePodCidr', ipam }, '10.244.1.0/24')).toEqual({
    subnet: '10.244.1.0/24',
    ipam: { ...ipam, ranges: [[{ subnet: '10.244.1.0/24', rangeStart: '10.0.0.9' }]] },
  })
})

test('host-local has to leave the range to the Node', () => {
  expect(subnetProblems({ type: 'bridge', ipam }, '')).toEqual([])
  expect(subnetProblems({ type: 'bridge', ipam: { type: 'host-local', subnet: 'usePodCidr' } }, '')).toEqual([])
  expect(subnetProblems({ type: 'bridge', ipam: { type: 'host-local' } }, 'plugins[1].')).toEqual([
    'plugins[1].ipam.subnet: expected "usePodCidr", which stands for the podCIDR of each Node, found nothing',
  ])
  const twice = { type: 'host-local', subnet: '10.1.0.0/16', ranges: [[{ subnet: '10.2.0.0/16' }]] }
  expect(subnetProblems({ type: 'bridge', ipam: twice }, '').map((problem) => problem.split(':')[0])).toEqual([
    'ipam.subnet',
    'ipam.ranges[0][0].subnet',
  ])
})

test('other ways to hand out addresses are their own affair', () => {
  expect(subnetProblems({ type: 'bridge', ipam: { type: 'static' } }, '')).toEqual([])
  expect(subnetProblems({ type: 'bridge' }, '')).toEqual([])
})
