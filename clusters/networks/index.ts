import type { Network } from '../../properties/model/networks/network.ts'
import { calicoBgpCluster } from './calico-bgp.ts'
import { calicoCrossSubnetCluster } from './calico-cross-subnet.ts'
import { calicoIpipCluster } from './calico-ipip.ts'
import { calicoVxlanCluster } from './calico-vxlan.ts'
import type { ClusterNetwork } from './cluster-network.ts'
import { flannelDirectCluster } from './flannel-direct.ts'
import { flannelHostGwCluster } from './flannel-host-gw.ts'
import { flannelHostGwNftCluster } from './flannel-host-gw-nft.ts'
import { flannelIpipCluster } from './flannel-ipip.ts'
import { flannelUdpCluster } from './flannel-udp.ts'
import { flannelVxlanCluster } from './flannel-vxlan.ts'
import { flannelVxlanNftCluster } from './flannel-vxlan-nft.ts'
import type { Installation } from './installation.ts'
import type { Wiring } from './wiring.ts'

const networks: readonly ClusterNetwork[] = [
  flannelVxlanCluster,
  flannelHostGwCluster,
  flannelDirectCluster,
  flannelIpipCluster,
  calicoVxlanCluster,
  calicoCrossSubnetCluster,
  calicoBgpCluster,
  calicoIpipCluster,
  flannelVxlanNftCluster,
  flannelHostGwNftCluster,
  flannelUdpCluster,
]

/** How a network of the model is brought about. Throws Error for a network clusters do not know. */
function clusterNetwork({ name }: Network): ClusterNetwork {
  const found = networks.find(({ network }) => network.name === name)
  if (found === undefined) throw new Error(`clusters do not know network ${name}`)
  return found
}

/** How the lab wires a network. Throws Error for a network it does not know. */
export const wiringOf = (network: Network): Wiring => clusterNetwork(network).wiring

/** How a network comes to a Kubernetes cluster. Throws Error for a network clusters do not know. */
export const installationOf = (network: Network): Installation => clusterNetwork(network).installation
