import { expect, test } from 'vitest'
import type { Pod } from '../../properties/model/scenario.ts'
import { difference } from './difference.ts'

const pod = (name: string, change: Partial<Pod> = {}): Pod => ({
  name,
  nodeName: 'node1',
  hostNetwork: false,
  containers: [{ name: 'c', port: 8080 }],
  ...change,
})
const names = (pods: Pod[]) => pods.map(({ name }) => name)

test('what is the same in both is neither removed nor added', () => {
  const { removed, added } = difference({ pods: [pod('a'), pod('b')] }, { pods: [pod('c'), pod('b')] })
  expect([names(removed), names(added)]).toEqual([['a'], ['c']])
})

test.each([
  { nodeName: 'node2' },
  { hostNetwork: true },
  { containers: [{ name: 'c', port: 8081 }] },
  { containers: [{ name: 'd', port: 8080 }] },
  { containers: [] },
])('a Pod with another %o is removed and added', (change) => {
  const { removed, added } = difference({ pods: [pod('a')] }, { pods: [pod('a', change)] })
  expect([removed, added]).toEqual([[pod('a')], [pod('a', change)]])
})
