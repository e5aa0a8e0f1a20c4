import { expect, test } from 'vitest'
import { proxyOf } from './read-proxy.ts'

const file = (lines: string): string =>
  `apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\n${lines}`

test('as kubeadm writes it for kind: what is empty has its default', () => {
  const read = proxyOf(
    file(`clusterCIDR: 10.244.0.0/16
detectLocalMode: ""
iptables:
  localhostNodePorts: null
  masqueradeAll: false
  minSyncPeriod: 1s
ipvs:
  scheduler: ""
mode: iptables
nodePortAddresses: null
`),
  )
  expect(read).toEqual({
    mode: 'iptables',
    masqueradeAll: false,
    detectLocal: { mode: 'ClusterCIDR', clusterCIDR: '10.244.0.0/16' },
    nodePortAddresses: [],
    localhostNodePorts: true,
    hostPortRules: 'iptables',
  })
})

test('each mode has masqueradeAll and its default addresses of its own', () => {
  const settings = 'iptables: {masqueradeAll: true, localhostNodePorts: false}\nnftables: {masqueradeAll: false}\n'
  expect(proxyOf(file(`mode: nftables\n${settings}`))).toMatchObject({
    mode: 'nftables',
    masqueradeAll: false,
    nodePortAddresses: ['primary'],
  })
  expect(proxyOf(file(`mode: ipvs\n${settings}`))).toMatchObject({ masqueradeAll: true, scheduler: 'rr' })
  expect(proxyOf(file(settings))).toMatchObject({ mode: 'iptables', localhostNodePorts: false })
})

test('without a range for Pods nothing tells them from others; of two families the IPv4 one counts', () => {
  expect(proxyOf(file('mode: iptables')).detectLocal).toEqual({ mode: 'None' })
  const dual = proxyOf(file('clusterCIDR: "fd00:10:244::/56,10.244.0.0/16"'))
  expect(dual.detectLocal).toEqual({ mode: 'ClusterCIDR', clusterCIDR: '10.244.0.0/16' })
  expect(proxyOf(file('detectLocalMode: NodeCIDR')).detectLocal).toEqual({ mode: 'NodeCIDR' })
})

test('another mode is not taken for one of these', () => {
  expect(() => proxyOf(file('mode: kernelspace'))).toThrow()
})
