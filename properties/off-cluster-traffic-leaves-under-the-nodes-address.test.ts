import { expect, test } from 'vitest'
import { topologyOf } from './model/default-topology.ts'
import { offClusterTrafficLeavesUnderTheNodesAddress as property } from './off-cluster-traffic-leaves-under-the-nodes-address.ts'
import { threePods, worldOf } from './test-support/worlds.ts'

const nothing = { exchanges: [], structure: {}, frames: [], droppedFrames: 0 }

test('without a host outside nothing is probed, and nothing passes', () => {
  const world = worldOf('flannel-vxlan', threePods, { ...topologyOf([0, 0]), externalAddress: '' })
  expect([...(property.probes?.(world) ?? []), ...(property.slowProbes?.(world) ?? [])]).toEqual([])
  const checks = property.judge(world, nothing)
  expect(new Set(checks.map(({ verdict }) => verdict))).toEqual(new Set(['unsupported']))
  expect(checks.map(({ rule }) => rule)).toContain('pod-to-external')
})

test('with one, Pods and Nodes call it', () => {
  expect(property.probes?.(worldOf('flannel-vxlan', threePods))?.length).toBeGreaterThan(0)
})
