import { flannelVxlan } from '../../properties/model/networks/flannel-vxlan.ts'
import { flannelWiring } from './flannel.ts'

/** flannel.1, a permanent neighbour, a forwarding entry and an onlink route per peer. */
export const flannelVxlanWiring = flannelWiring(flannelVxlan)
