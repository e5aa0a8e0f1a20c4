import { flannelIpip } from '../../properties/model/networks/flannel-ipip.ts'
import type { ClusterNetwork } from './cluster-network.ts'
import { flannelWiring } from './flannel.ts'
import { flannelInstallation } from './flannel-installation.ts'

/** flannel.ipip and an onlink route per peer; needs ipip in the kernel. */
export const flannelIpipCluster: ClusterNetwork = {
  network: flannelIpip,
  wiring: flannelWiring(flannelIpip),
  installation: flannelInstallation(flannelIpip),
}
