import { flannelNftablesRuleFour } from '../defects.ts'
import type { Network } from './network.ts'

export const flannelVxlanNft: Network = {
  name: 'flannel-vxlan-nft',
  title: 'flannel, VXLAN backend with EnableNFTables, as v0.28 writes its rules.',
  plugin: 'flannel',
  inAll: false,
  tunnel: { encapsulation: 'vxlan', device: 'flannel.1', use: 'always', overheadBytes: 50, vni: 1, port: 8472 },
  needsOneSegment: false,
  masqueradeRules: 'nftables',
  podLinks: 'bridge',
  routeProtocols: { tunnel: 'boot' },
  needs: ['vxlan', 'nftables', 'bridge-netfilter'],
  defects: [
    flannelNftablesRuleFour.boundSocket,
    flannelNftablesRuleFour.detourTunnel,
    flannelNftablesRuleFour.localPolicy,
  ],
}
