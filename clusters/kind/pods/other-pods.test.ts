import type { V1Pod } from '@kubernetes/client-node'
import { expect, test } from 'vitest'
import { otherPodsOf } from './other-pods.ts'

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
  expect(otherPodsOf(pods, { node1: 'x-control-plane', node2: 'x-worker' })).toEqual({
    node1: [],
    node2: ['10.244.1.2'],
  })
})
