import type { V1EndpointSlice, V1Service } from '@kubernetes/client-node'
import { expect, test } from 'vitest'
import { serviceKey } from '../../../properties/model/service.ts'
import { servedServicesOf } from './served-services.ts'

const names = { namespace: 'podnet', nodeNames: { node1: 'x-control-plane', node2: 'x-worker' } }

const service = (namespace: string, name: string, spec: V1Service['spec']): V1Service => ({
  metadata: { namespace, name },
  ...(spec && { spec }),
})

function slice(namespace: string, name: string, changes: Partial<V1EndpointSlice>): V1EndpointSlice {
  const metadata = { namespace, labels: { 'kubernetes.io/service-name': name } }
  return { metadata, addressType: 'IPv4', endpoints: [], ports: [], ...changes }
}

test("a Service of podnet's has no namespace, a cluster's own has its; the API's defaults are left out", () => {
  const [own, dns] = servedServicesOf(
    [
      service('podnet', 's', {
        type: 'NodePort',
        clusterIP: '10.96.4.4',
        ports: [{ protocol: 'UDP', port: 53, targetPort: 'main-udp', nodePort: 30_123 }],
        sessionAffinity: 'None',
        externalTrafficPolicy: 'Cluster',
        internalTrafficPolicy: 'Local',
      }),
      service('kube-system', 'kube-dns', { type: 'ClusterIP', clusterIP: '10.96.0.10', ports: [] }),
    ],
    [],
    names,
  )
  expect(own?.service).toEqual({
    name: 's',
    type: 'NodePort',
    clusterIP: '10.96.4.4',
    ports: [{ protocol: 'UDP', port: 53, targetPort: 'main-udp', nodePort: 30_123 }],
    internalTrafficPolicy: 'Local',
  })
  expect(dns?.service).toMatchObject({ name: 'kube-dns', namespace: 'kube-system' })
})

test('a Service of the cluster’s `default` is not taken for one of podnet’s with that name', () => {
  const all = ['podnet', 'default', 'kube-system'].map((namespace) => service(namespace, 's', { ports: [] }))
  const keys = servedServicesOf(all, [], names).map((served) => serviceKey(served.service))
  expect(keys).toEqual(['default/s', "cluster's default/s", 'kube-system/s'])
})

test('a slice goes to the Service of its label and namespace; Nodes bear their names in scenarios', () => {
  const endpoint = {
    addresses: ['10.244.1.5', '10.244.1.6'],
    nodeName: 'x-worker',
    targetRef: { kind: 'Pod', name: 'a' },
    hostname: 'a',
    hints: { forNodes: [{ name: 'x-worker' }], forZones: [{ name: 'z1' }] },
  }
  const slices = [
    slice('podnet', 's', { endpoints: [endpoint], ports: [{ protocol: 'TCP', port: 8080 }] }),
    slice('other', 's', { endpoints: [{ addresses: ['10.244.1.9'] }] }),
    slice('podnet', 's', { addressType: 'IPv6', endpoints: [{ addresses: ['fd00::1'] }] }),
  ]
  const [served] = servedServicesOf([service('podnet', 's', { ports: [] })], slices, names)
  expect(served?.slices).toEqual([
    {
      ports: [{ name: '', protocol: 'TCP', port: 8080 }],
      endpoints: [
        {
          address: '10.244.1.5',
          conditions: { ready: true, serving: true, terminating: false },
          nodeName: 'node2',
          pod: 'a',
          hostname: 'a',
          hints: { nodes: ['node2'], zones: ['z1'] },
        },
      ],
    },
  ])
})
