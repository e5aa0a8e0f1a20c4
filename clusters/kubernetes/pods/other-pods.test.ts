import type { V1Pod } from '@kubernetes/client-node'
import { expect, test } from 'vitest'
import { isOnItsWay, otherPodsOf } from './other-pods.ts'

const pod = (namespace: string, nodeName: string, ip: string, hostNetwork = false): V1Pod => ({
  metadata: { namespace },
  spec: { nodeName, hostNetwork, containers: [] },
  status: { phase: 'Running', podIPs: [{ ip }] },
})

test("the cluster's own Pods of the Pod network, by Node", () => {
  const pods = [
    pod('kube-system', 'x-worker', '10.244.1.2'),
    pod('kube-system', 'x-worker', '172.18.0.3', true),
    pod('podnet', 'x-worker', '10.244.1.3'),
  ]
  expect(otherPodsOf(pods, new Set(['podnet']), { node1: 'x-control-plane', node2: 'x-worker' })).toEqual({
    node1: [],
    node2: ['10.244.1.2'],
  })
})

test('a Pod is on its way until it has an address, unless no Node has room for it', () => {
  const created = new Date(1_000_000)
  const placed = { metadata: { creationTimestamp: created }, spec: { nodeName: 'x', containers: [] } }
  const unplaced = { metadata: { creationTimestamp: created }, spec: { containers: [] } }
  expect(isOnItsWay(placed, 2_000_000)).toBe(true)
  expect(isOnItsWay({ ...placed, status: { podIPs: [{ ip: '10.244.1.2' }] } }, 1_000_000)).toBe(false)
  expect(isOnItsWay(unplaced, 1_010_000)).toBe(true)
  expect(isOnItsWay(unplaced, 2_000_000)).toBe(false)
})
