import { calicoMasqueradeDrawsVxlanPort } from '../defects.ts'
import type { Network } from './network.ts'

export const calicoCrossSubnet: Network = {
  name: 'calico-cross-subnet',
  title: 'Calico, VXLAN CrossSubnet: plain routes inside a subnet, VXLAN across a router.',
  plugin: 'calico',
  inAll: true,
  tunnel: {
    encapsulation: 'vxlan',
    device: 'vxlan.calico',
    use: 'across-segments',
    overheadBytes: 50,
    vni: 4096,
    port: 4789,
  },
  needsOneSegment: false,
  masqueradeRules: 'iptables',
  podLinks: 'routed',
  routeProtocols: { tunnel: 'boot', direct: '80', ownBlock: '80' },
  needs: ['vxlan', 'iptables', 'ipset'],
  defects: [calicoMasqueradeDrawsVxlanPort],
}
