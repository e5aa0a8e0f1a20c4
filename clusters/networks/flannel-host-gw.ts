import { flannelHostGw } from '../../properties/model/networks/flannel-host-gw.ts'
import { flannelWiring } from './flannel.ts'

/** A plain route per neighbour Node; a Node behind the router gets none. */
export const flannelHostGwWiring = flannelWiring(flannelHostGw)
