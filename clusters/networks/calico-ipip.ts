import { calicoIpip } from '../../properties/model/networks/calico-ipip.ts'
import { calicoWiring } from './calico.ts'
import { calicoInstallation } from './calico-installation.ts'
import type { ClusterNetwork } from './cluster-network.ts'

/** tunl0 towards every peer; needs ipip in the kernel. */
export const calicoIpipCluster: ClusterNetwork = {
  network: calicoIpip,
  wiring: calicoWiring(calicoIpip),
  installation: calicoInstallation(calicoIpip),
}
