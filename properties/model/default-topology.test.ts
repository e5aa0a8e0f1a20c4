import { expect, test } from 'vitest'
import { contains } from './address.ts'
import { topologyOf } from './default-topology.ts'

test('as many Nodes as a cluster may have: each has an address and a range for itself', () => {
  const small = topologyOf([0, 0, 1])
  const large = topologyOf(Array.from({ length: 1_000 }, (_, index) => (index === 999 ? 1 : 0)))
  const { nodes, podCIDR, serviceCIDR, externalAddress, externalDetourAddress } = large
  expect(new Set([...nodes.map(({ address }) => address), externalAddress, externalDetourAddress]).size).toBe(1_002)
  expect(new Set(nodes.map((node) => node.podCIDR)).size).toBe(1_000)
  expect(nodes.filter((node) => !contains(podCIDR, node.podCIDR) || contains(serviceCIDR, node.podCIDR))).toEqual([])
  expect(nodes.slice(0, 2)).toEqual(small.nodes.slice(0, 2))
})
