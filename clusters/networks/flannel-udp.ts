import { flannelUdp } from '../../properties/model/networks/flannel-udp.ts'
import type { ClusterNetwork } from './cluster-network.ts'
import { flannelWiring } from './flannel.ts'
import { flannelInstallation } from './flannel-installation.ts'

/** flannel0, a TUN device with flanneld behind it: without the daemon there is nothing that podnet could wire. */
export const flannelUdpCluster: ClusterNetwork = {
  network: flannelUdp,
  wiring: { ...flannelWiring(flannelUdp), node: () => [] },
  installation: flannelInstallation(flannelUdp),
}
