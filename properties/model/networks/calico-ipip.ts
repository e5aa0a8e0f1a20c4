import type { Network } from './network.ts'

export const calicoIpip: Network = {
  name: 'calico-ipip',
  title: 'Calico, IPIP Always: every packet between Nodes travels in IP protocol 4.',
  plugin: 'calico',
  inAll: true,
  tunnel: { encapsulation: 'ipip', device: 'tunl0', use: 'always', overheadBytes: 20 },
  needsOneSegment: false,
  masqueradeRules: 'iptables',
  podLinks: 'routed',
  routeProtocols: { tunnel: 'bird', ownBlock: 'bird' },
  needs: ['ipip', 'iptables', 'ipset'],
  defects: [],
}
