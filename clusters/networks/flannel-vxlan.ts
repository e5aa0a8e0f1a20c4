import { flannelVxlan } from '../../properties/model/networks/flannel-vxlan.ts'
import type { ClusterNetwork } from './cluster-network.ts'
import { flannelWiring } from './flannel.ts'
import { flannelInstallation } from './flannel-installation.ts'

/** flannel.1, a permanent neighbour, a forwarding entry and an onlink route per peer. */
export const flannelVxlanCluster: ClusterNetwork = {
  network: flannelVxlan,
  wiring: flannelWiring(flannelVxlan),
  installation: flannelInstallation(flannelVxlan),
}
