import { calicoBgp } from '../../properties/model/networks/calico-bgp.ts'
import { calicoWiring } from './calico.ts'
import { calicoInstallation } from './calico-installation.ts'
import type { ClusterNetwork } from './cluster-network.ts'

/** No tunnel, BIRD's plain routes to neighbours. */
export const calicoBgpCluster: ClusterNetwork = {
  network: calicoBgp,
  wiring: calicoWiring(calicoBgp),
  installation: calicoInstallation(calicoBgp),
}
