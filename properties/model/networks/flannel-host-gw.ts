import type { Network } from './network.ts'

export const flannelHostGw: Network = {
  name: 'flannel-host-gw',
  title: 'flannel, host-gw backend: plain routes between neighbour Nodes.',
  plugin: 'flannel',
  inAll: true,
  needsOneSegment: true,
  masqueradeRules: 'iptables',
  podLinks: 'bridge',
  routeProtocols: { direct: 'boot' },
  needs: ['iptables', 'bridge-netfilter'],
  defects: [],
}
