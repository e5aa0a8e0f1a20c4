import type { Network } from './network.ts'

export const flannelIpip: Network = {
  name: 'flannel-ipip',
  title: 'flannel, IPIP backend: every packet between Nodes travels in IP protocol 4.',
  plugin: 'flannel',
  inAll: true,
  tunnel: { encapsulation: 'ipip', device: 'flannel.ipip', use: 'always', overheadBytes: 20 },
  needsOneSegment: false,
  masqueradeRules: 'iptables',
  podLinks: 'bridge',
  routeProtocols: { tunnel: 'boot' },
  needs: ['ipip', 'iptables', 'bridge-netfilter'],
  defects: [],
}
