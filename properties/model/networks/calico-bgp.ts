import type { Network } from './network.ts'

export const calicoBgp: Network = {
  name: 'calico-bgp',
  title: 'Calico, BGP without encapsulation: plain routes between neighbour Nodes.',
  plugin: 'calico',
  inAll: true,
  needsOneSegment: true,
  masqueradeRules: 'iptables',
  podLinks: 'routed',
  routeProtocols: { direct: 'bird', ownBlock: 'bird' },
  needs: ['iptables', 'ipset'],
  defects: [],
}
