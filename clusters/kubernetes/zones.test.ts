import { expect, test } from 'vitest'
import { zonesOf } from './zones.ts'

const node = (name: string, labels: Record<string, string>) => ({ metadata: { name, labels } })

test('the zone label of each Node counts, under the name it has in scenarios', () => {
  const nodes = [
    node('x-control-plane', { 'topology.kubernetes.io/zone': 'a' }),
    node('x-worker', { 'topology.kubernetes.io/zone': '' }),
    node('x-worker2', { 'topology.kubernetes.io/region': 'r' }),
    node('somebody', { 'topology.kubernetes.io/zone': 'b' }),
  ]
  const nodeNames = { node1: 'x-control-plane', node2: 'x-worker', node3: 'x-worker2', node4: 'gone' }
  expect(zonesOf(nodes, nodeNames)).toEqual({ node1: 'a' })
})
