import { expect, test } from 'vitest'
import { rangesOf } from './addressing.ts'

const block = (cidr: string, affinity?: string) => ({ spec: { cidr, affinity } })

test("a block belongs to the Node of its affinity; nobody's and other Nodes' are left out", () => {
  const items = [
    block('10.244.9.0/26', 'host:x-worker'),
    block('10.244.1.64/26', 'host:x-worker'),
    block('10.244.3.0/26', 'host:gone'),
    block('10.244.4.0/26'),
  ]
  expect(rangesOf({ items }, { node1: 'x-control-plane', node2: 'x-worker' })).toEqual({
    node1: [],
    node2: ['10.244.1.64/26', '10.244.9.0/26'],
  })
})
