import { calicoCrossSubnet } from '../../properties/model/networks/calico-cross-subnet.ts'
import { calicoWiring } from './calico.ts'
import { calicoInstallation } from './calico-installation.ts'
import type { ClusterNetwork } from './cluster-network.ts'

/** vxlan.calico towards Nodes behind the router, Felix's plain routes to neighbours. */
export const calicoCrossSubnetCluster: ClusterNetwork = {
  network: calicoCrossSubnet,
  wiring: calicoWiring(calicoCrossSubnet),
  installation: calicoInstallation(calicoCrossSubnet),
}
