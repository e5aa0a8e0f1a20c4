import { calicoVxlan } from '../../properties/model/networks/calico-vxlan.ts'
import { calicoWiring } from './calico.ts'
import { calicoInstallation } from './calico-installation.ts'
import type { ClusterNetwork } from './cluster-network.ts'

/** vxlan.calico towards every peer, a /32 route per Pod. */
export const calicoVxlanCluster: ClusterNetwork = {
  network: calicoVxlan,
  wiring: calicoWiring(calicoVxlan),
  installation: calicoInstallation(calicoVxlan),
}
