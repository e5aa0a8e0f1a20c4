import { expect, test } from 'vitest'
import { closest, didYouMean } from './closest.ts'

const words = ['flannel-vxlan', 'flannel-host-gw', 'calico-vxlan', 'all']

test.each([
  ['flannel-vxlam', 'flannel-vxlan'],
  ['Calico-VXLAN', 'calico-vxlan'],
  ['flannel-h', 'flannel-host-gw'],
  ['al', 'all'],
  ['cilium', undefined],
  ['', undefined],
])('"%s" probably means %s', (word, meant) => {
  expect(closest(word, words)).toBe(meant)
})

test('nothing near, nothing said', () => {
  expect(didYouMean('cilium', words)).toBe('')
  expect(didYouMean('calico-vxlam', words)).toBe(' (did you mean "calico-vxlan"?)')
})
