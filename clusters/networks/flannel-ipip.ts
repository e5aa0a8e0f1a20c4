import { flannelIpip } from '../../properties/model/networks/flannel-ipip.ts'
import { flannelWiring } from './flannel.ts'

/** flannel.ipip and an onlink route per peer; needs ipip in the kernel. */
export const flannelIpipWiring = flannelWiring(flannelIpip)
