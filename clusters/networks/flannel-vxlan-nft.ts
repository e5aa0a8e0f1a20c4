import { flannelVxlanNft } from '../../properties/model/networks/flannel-vxlan-nft.ts'
import { flannelWiring } from './flannel.ts'

/** As flannel-vxlan, with the nftables rules of flannel v0.28. */
export const flannelVxlanNftWiring = flannelWiring(flannelVxlanNft)
