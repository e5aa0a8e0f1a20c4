import { flannelVxlanNft } from '../../properties/model/networks/flannel-vxlan-nft.ts'
import type { ClusterNetwork } from './cluster-network.ts'
import { flannelWiring } from './flannel.ts'
import { flannelInstallation } from './flannel-installation.ts'

/** As flannel-vxlan, with the nftables rules of flannel v0.28. */
export const flannelVxlanNftCluster: ClusterNetwork = {
  network: flannelVxlanNft,
  wiring: flannelWiring(flannelVxlanNft),
  installation: flannelInstallation(flannelVxlanNft),
}
