import type { Network } from './network.ts'

export const flannelUdp: Network = {
  name: 'flannel-udp',
  title: 'flannel, UDP backend (deprecated): flanneld itself carries every packet between Nodes in UDP 8285.',
  plugin: 'flannel',
  inAll: false,
  tunnel: { encapsulation: 'udp', device: 'flannel0', use: 'always', overheadBytes: 28, port: 8285 },
  needsOneSegment: false,
  masqueradeRules: 'iptables',
  podLinks: 'bridge',
  routeProtocols: { tunnel: 'boot' },
  needs: ['tun', 'flanneld', 'iptables', 'bridge-netfilter'],
  defects: [],
}
