import { flannelHostGw } from '../../properties/model/networks/flannel-host-gw.ts'
import type { ClusterNetwork } from './cluster-network.ts'
import { flannelWiring } from './flannel.ts'
import { flannelInstallation } from './flannel-installation.ts'

/** A plain route per neighbour Node; a Node behind the router gets none. */
export const flannelHostGwCluster: ClusterNetwork = {
  network: flannelHostGw,
  wiring: flannelWiring(flannelHostGw),
  installation: flannelInstallation(flannelHostGw),
}
