import { flannelNftablesRuleFour } from '../defects.ts'
import type { Network } from './network.ts'

export const flannelHostGwNft: Network = {
  name: 'flannel-host-gw-nft',
  title: 'flannel, host-gw backend with EnableNFTables, as v0.28 writes its rules.',
  plugin: 'flannel',
  inAll: false,
  needsOneSegment: true,
  masqueradeRules: 'nftables',
  podLinks: 'bridge',
  routeProtocols: { direct: 'boot' },
  needs: ['nftables', 'bridge-netfilter'],
  defects: [flannelNftablesRuleFour.detourDirect, flannelNftablesRuleFour.localPolicy],
}
