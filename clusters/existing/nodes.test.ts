import type { V1Node } from '@kubernetes/client-node'
import { expect, test } from 'vitest'
import { addressProblems, nodeNamesOf, nodeProblems } from './nodes.ts'

const node = (name: string, change: { controlPlane?: boolean; ready?: boolean; system?: string } = {}): V1Node => ({
  metadata: {
    name,
    labels: change.controlPlane ? { 'node-role.kubernetes.io/control-plane': '' } : {},
  },
  status: {
    conditions: [{ type: 'Ready', status: change.ready === false ? 'False' : 'True' }],
    nodeInfo: { operatingSystem: change.system ?? 'linux' } as NonNullable<NonNullable<V1Node['status']>['nodeInfo']>,
  },
})

test('node1 is the control plane, the others follow by name', () => {
  const nodes = [node('worker-b'), node('worker-a'), node('z', { controlPlane: true })]
  expect(nodeNamesOf(nodes)).toEqual({ node1: 'z', node2: 'worker-a', node3: 'worker-b' })
})

test('a cluster of two Linux Nodes that are Ready has no problems', () => {
  expect(nodeProblems([node('a'), node('b')])).toEqual([])
})

test('Nodes that cannot be checked are named', () => {
  expect(nodeProblems([node('a')])).toEqual([expect.stringContaining('the cluster has 1 Nodes')])
  expect(nodeProblems([node('a'), node('b', { ready: false }), node('c', { system: 'windows' })])).toEqual([
    expect.stringContaining('not Ready: b'),
    expect.stringContaining('no Linux: c'),
  ])
  expect(nodeProblems(Array.from({ length: 1_001 }, (_, index) => node(`n${index}`)))).toHaveLength(1)
})

test('a Node without podCIDR has its range in Calico alone, one without IPv4 address nowhere', () => {
  const there: V1Node = {
    metadata: { name: 'a' },
    spec: {},
    status: { addresses: [{ type: 'InternalIP', address: '10.0.0.1' }] },
  }
  expect(addressProblems([there], 'calico-blocks')).toEqual([])
  expect(addressProblems([there], 'pod-cidr')).toEqual([expect.stringContaining('no podCIDR: a;')])
  expect(addressProblems([node('b')], 'calico-blocks')).toEqual([expect.stringContaining('no IPv4 InternalIP: b;')])
})
