import { calicoBgp } from './calico-bgp.ts'
import { calicoCrossSubnet } from './calico-cross-subnet.ts'
import { calicoIpip } from './calico-ipip.ts'
import { calicoVxlan } from './calico-vxlan.ts'
import { flannelDirect } from './flannel-direct.ts'
import { flannelHostGw } from './flannel-host-gw.ts'
import { flannelHostGwNft } from './flannel-host-gw-nft.ts'
import { flannelIpip } from './flannel-ipip.ts'
import { flannelUdp } from './flannel-udp.ts'
import { flannelVxlan } from './flannel-vxlan.ts'
import { flannelVxlanNft } from './flannel-vxlan-nft.ts'
import type { Network } from './network.ts'

/** Every network podnet knows, in the order of `podnet list networks`. */
export const networks: readonly Network[] = [
  flannelVxlan,
  flannelHostGw,
  flannelDirect,
  flannelIpip,
  calicoVxlan,
  calicoCrossSubnet,
  calicoBgp,
  calicoIpip,
  flannelVxlanNft,
  flannelHostGwNft,
  flannelUdp,
]

export function findNetwork(name: string): Network | undefined {
  return networks.find((network) => network.name === name)
}
