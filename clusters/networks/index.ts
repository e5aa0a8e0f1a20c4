import type { Network } from '../../properties/model/networks/network.ts'
import { calicoBgpWiring } from './calico-bgp.ts'
import { calicoCrossSubnetWiring } from './calico-cross-subnet.ts'
import { calicoIpipWiring } from './calico-ipip.ts'
import { calicoVxlanWiring } from './calico-vxlan.ts'
import { flannelDirectWiring } from './flannel-direct.ts'
import { flannelHostGwWiring } from './flannel-host-gw.ts'
import { flannelHostGwNftWiring } from './flannel-host-gw-nft.ts'
import { flannelIpipWiring } from './flannel-ipip.ts'
import { flannelVxlanWiring } from './flannel-vxlan.ts'
import { flannelVxlanNftWiring } from './flannel-vxlan-nft.ts'
import type { Wiring } from './wiring.ts'

const wirings: readonly Wiring[] = [
  flannelVxlanWiring,
  flannelHostGwWiring,
  flannelDirectWiring,
  flannelIpipWiring,
  calicoVxlanWiring,
  calicoCrossSubnetWiring,
  calicoBgpWiring,
  calicoIpipWiring,
  flannelVxlanNftWiring,
  flannelHostGwNftWiring,
]

/** How the lab wires a network. Throws Error for a network it does not know. */
export function wiringOf(network: Network): Wiring {
  const wiring = wirings.find((wiring) => wiring.network.name === network.name)
  if (wiring === undefined) throw new Error(`the lab has no wiring for network ${network.name}`)
  return wiring
}
