import { calicoMasqueradeDrawsVxlanPort } from '../defects.ts'
import type { Network } from './network.ts'

export const calicoVxlan: Network = {
  name: 'calico-vxlan',
  title: 'Calico, VXLAN Always: every packet between Nodes travels in UDP 4789, VNI 4096.',
  plugin: 'calico',
  inAll: true,
  tunnel: { encapsulation: 'vxlan', device: 'vxlan.calico', use: 'always', overheadBytes: 50, vni: 4096, port: 4789 },
  needsOneSegment: false,
  masqueradeRules: 'iptables',
  podLinks: 'routed',
  routeProtocols: { tunnel: 'boot', ownBlock: '80' },
  needs: ['vxlan', 'iptables', 'ipset'],
  defects: [calicoMasqueradeDrawsVxlanPort],
}
