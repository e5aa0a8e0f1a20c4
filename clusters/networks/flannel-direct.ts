import { flannelDirect } from '../../properties/model/networks/flannel-direct.ts'
import { flannelWiring } from './flannel.ts'

/** flannel.1 for Nodes behind the router only, plain routes to neighbours. */
export const flannelDirectWiring = flannelWiring(flannelDirect)
