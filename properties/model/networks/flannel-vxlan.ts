import type { Network } from './network.ts'

export const flannelVxlan: Network = {
  name: 'flannel-vxlan',
  title: 'flannel, VXLAN backend: every packet between Nodes travels in UDP 8472, VNI 1.',
  plugin: 'flannel',
  inAll: true,
  tunnel: { encapsulation: 'vxlan', device: 'flannel.1', use: 'always', overheadBytes: 50, vni: 1, port: 8472 },
  needsOneSegment: false,
  masqueradeRules: 'iptables',
  podLinks: 'bridge',
  routeProtocols: { tunnel: 'boot' },
  needs: ['vxlan', 'iptables', 'bridge-netfilter'],
  defects: [],
}
