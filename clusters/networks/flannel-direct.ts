import { flannelDirect } from '../../properties/model/networks/flannel-direct.ts'
import type { ClusterNetwork } from './cluster-network.ts'
import { flannelWiring } from './flannel.ts'
import { flannelInstallation } from './flannel-installation.ts'

/** flannel.1 for Nodes behind the router only, plain routes to neighbours. */
export const flannelDirectCluster: ClusterNetwork = {
  network: flannelDirect,
  wiring: flannelWiring(flannelDirect),
  installation: flannelInstallation(flannelDirect),
}
