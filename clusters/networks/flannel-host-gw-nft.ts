import { flannelHostGwNft } from '../../properties/model/networks/flannel-host-gw-nft.ts'
import type { ClusterNetwork } from './cluster-network.ts'
import { flannelWiring } from './flannel.ts'
import { flannelInstallation } from './flannel-installation.ts'

/** As flannel-host-gw, with the nftables rules of flannel v0.28. */
export const flannelHostGwNftCluster: ClusterNetwork = {
  network: flannelHostGwNft,
  wiring: flannelWiring(flannelHostGwNft),
  installation: flannelInstallation(flannelHostGwNft),
}
