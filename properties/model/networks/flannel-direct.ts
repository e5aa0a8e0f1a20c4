import type { Network } from './network.ts'

export const flannelDirect: Network = {
  name: 'flannel-direct',
  title: 'flannel, VXLAN with DirectRouting: plain routes to neighbour Nodes, VXLAN across a router.',
  plugin: 'flannel',
  inAll: true,
  tunnel: {
    encapsulation: 'vxlan',
    device: 'flannel.1',
    use: 'across-segments',
    overheadBytes: 50,
    vni: 1,
    port: 8472,
  },
  needsOneSegment: false,
  masqueradeRules: 'iptables',
  podLinks: 'bridge',
  routeProtocols: { tunnel: 'boot', direct: 'boot' },
  needs: ['vxlan', 'iptables', 'bridge-netfilter'],
  defects: [],
}
