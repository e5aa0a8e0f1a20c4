import type { V1Node } from '@kubernetes/client-node'
import { expect, test } from 'vitest'
import { nodeSpecsOf, pauseImageOf } from './nodes.ts'

const node = (name: string, address: string, podCIDR: string): V1Node => ({
  metadata: { name },
  spec: { podCIDR },
  status: {
    addresses: [
      { type: 'InternalIP', address: 'fc00::2' },
      { type: 'InternalIP', address },
      { type: 'Hostname', address: name },
    ],
    images: [{ names: ['example/kube-proxy:v1'] }, { names: ['example/pause@sha256:0', 'example/pause:3.10'] }],
  },
})
const nodes = [node('x-worker', '172.18.0.3', '10.244.0.0/24'), node('x-control-plane', '172.18.0.2', '10.244.1.0/24')]

test('Nodes come in the order of their containers, with what the cluster assigned', () => {
  expect(nodeSpecsOf({ node1: 'x-control-plane', node2: 'x-worker' }, nodes)).toEqual([
    { name: 'node1', address: '172.18.0.2', podCIDR: '10.244.1.0/24', segment: 0 },
    { name: 'node2', address: '172.18.0.3', podCIDR: '10.244.0.0/24', segment: 0 },
  ])
  expect(() => nodeSpecsOf({ node1: 'y' }, nodes)).toThrow('y is no Node')
})

test('a Node that was given no podCIDR has the one that stands in', () => {
  const [bare] = [{ ...nodes[0], spec: {} }]
  expect(nodeSpecsOf({ node1: 'x-worker' }, [bare], '192.168.0.0/16')[0]?.podCIDR).toBe('192.168.0.0/16')
  expect(nodeSpecsOf({ node1: 'x-worker' }, nodes, '192.168.0.0/16')[0]?.podCIDR).toBe('10.244.0.0/24')
  expect(() => nodeSpecsOf({ node1: 'x-worker' }, [bare])).toThrow('has no address or podCIDR')
})

test('of ranges of two families the IPv4 one is a Node’s', () => {
  const both = node('x', '172.18.0.3', 'fd00:0:0:1::/64')
  both.spec = { ...both.spec, podCIDRs: ['fd00:0:0:1::/64', '10.244.1.0/24'] }
  expect(nodeSpecsOf({ node1: 'x' }, [both])).toMatchObject([{ podCIDR: '10.244.1.0/24' }])
})

test('the pause image is the one with a tag', () => {
  expect(pauseImageOf(nodes)).toBe('example/pause:3.10')
  expect(() => pauseImageOf([])).toThrow('no pause image')
})
