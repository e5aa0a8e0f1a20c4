import { flannelHostGwNft } from '../../properties/model/networks/flannel-host-gw-nft.ts'
import { flannelWiring } from './flannel.ts'

/** As flannel-host-gw, with the nftables rules of flannel v0.28. */
export const flannelHostGwNftWiring = flannelWiring(flannelHostGwNft)
