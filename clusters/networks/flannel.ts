import { hostAddress, prefixLength } from '../../properties/model/address.ts'
import { type Network, pathBetween, podMtuBytes } from '../../properties/model/networks/network.ts'
import type { NodeSpec } from '../../properties/model/topology.ts'
import { hostLocalRules } from './address-allocation.ts'
import { flannelIptables, flannelNftables } from './flannel-rules.ts'
import { ipipDevice } from './ipip.ts'
import { macOfAddress } from './mac.ts'
import { protocolWords, tunnelPeers } from './peer-routes.ts'
import { ip, type Step, sysctl, without } from './step.ts'
import { type VxlanPeer, vxlanDevice, vxlanPeers, withoutVxlanPeers } from './vxlan.ts'
import { type PodLink, peers, type Wiring, type WiringContext } from './wiring.ts'

/** flannel's backends and its CNI plugin, wired as datapath 1.1 and 1.2 describe them. */
export function flannelWiring(network: Network): Wiring {
  return {
    network,
    addressRules: hostLocalRules,
    node: (context, node) => [
      ...tunnelDevice(context, node),
      ...peerSteps(context, node, peers(context, node)),
      rules(context, node),
    ],
    addPeer: (context, node, peer) => peerSteps(context, node, [peer]),
    removePeer,
    // A podCIDR is for life: flannel hands out no further ranges.
    range: () => [],
    firstPod,
    linkPods,
    pod,
  }
}

function tunnelDevice({ network: { tunnel }, topology }: WiringContext, node: NodeSpec): Step[] {
  if (tunnel === undefined) return []
  const own = hostAddress(node.podCIDR, 0)
  if (tunnel.encapsulation === 'ipip') return ipipDevice(tunnel, topology, node, own)
  return [vxlanDevice(tunnel, topology, node, own)]
}

/** What flanneld writes for peers when it learns of them: neighbour, forwarding entry and route (datapath 1.1). */
function peerSteps(context: WiringContext, node: NodeSpec, those: readonly NodeSpec[]): Step[] {
  const { tunnel } = context.network
  const routes = those.flatMap((peer) => peerRoute(context, node, peer))
  return [
    ...(tunnel?.encapsulation === 'vxlan' ? vxlanPeers(tunnel, throughTunnel(context, node, those)) : []),
    ...(routes.length === 0 ? [] : [ip(...routes)]),
  ]
}

function removePeer(context: WiringContext, node: NodeSpec, peer: NodeSpec): Step[] {
  const { tunnel } = context.network
  return [
    ...(tunnel?.encapsulation === 'vxlan' ? withoutVxlanPeers(tunnel, throughTunnel(context, node, [peer])) : []),
    ...without('ip', ...peerRoute(context, node, peer).map((route) => route.replace('replace', 'del'))),
  ]
}

function throughTunnel({ network, topology }: WiringContext, node: NodeSpec, those: readonly NodeSpec[]): VxlanPeer[] {
  return tunnelPeers(network, topology, node)
    .filter((peer) => those.includes(peer))
    .map((peer) => ({ node: peer, tunnelAddress: hostAddress(peer.podCIDR, 0) }))
}

/** No route to a peer the network promises nothing to: flanneld fails to add it, since the gateway is not on-link. */
function peerRoute({ network, topology }: WiringContext, node: NodeSpec, peer: NodeSpec): string[] {
  const { tunnel, routeProtocols } = network
  switch (pathBetween(network, topology, node.name, peer.name)) {
    case 'direct':
      return [`route replace ${peer.podCIDR} via ${peer.address} dev eth0${protocolWords(routeProtocols.direct)}`]
    case 'tunnel': {
      const gateway = tunnel?.encapsulation === 'ipip' ? peer.address : hostAddress(peer.podCIDR, 0)
      return [
        `route replace ${peer.podCIDR} via ${gateway} dev ${tunnel?.device} onlink${protocolWords(routeProtocols.tunnel)}`,
      ]
    }
    default:
      return []
  }
}

function rules({ network, topology }: WiringContext, node: NodeSpec): Step {
  const write = network.masqueradeRules === 'nftables' ? flannelNftables : flannelIptables
  return write(topology.podCIDR, node.podCIDR)
}

/** The bridge plugin makes cni0 when it links a Node's first Pod, and nobody removes it (datapath 1.1, 7). */
function firstPod({ network, topology }: WiringContext, node: NodeSpec): Step[] {
  const gateway = hostAddress(node.podCIDR, 1)
  return [
    ip(
      `link add cni0 address ${macOfAddress(gateway)} mtu ${podMtuBytes(network, topology)} type bridge`,
      `addr add ${gateway}/${prefixLength(node.podCIDR)} brd + dev cni0`,
      'link set cni0 up',
    ),
  ]
}

function linkPods({ network, topology }: WiringContext, _node: NodeSpec, pods: readonly PodLink[]): Step[] {
  const mtuBytes = podMtuBytes(network, topology)
  return [
    ip(
      ...pods.flatMap(({ hostDevice, namespace, address }) => [
        `link add ${hostDevice} mtu ${mtuBytes} type veth peer name eth0 address ${macOfAddress(address)} mtu ${mtuBytes} netns ${namespace}`,
        `link set ${hostDevice} master cni0 up`,
        `link set ${hostDevice} type bridge_slave hairpin on`,
      ]),
    ),
  ]
}

function pod({ topology }: WiringContext, node: NodeSpec, { address }: PodLink): Step[] {
  const gateway = hostAddress(node.podCIDR, 1)
  return [
    sysctl({ 'net/ipv4/conf/eth0/arp_notify': '1' }),
    ip(
      `addr add ${address}/${prefixLength(node.podCIDR)} brd + dev eth0`,
      'link set eth0 up',
      `route add default via ${gateway}`,
      `route add ${topology.podCIDR} via ${gateway}`,
    ),
  ]
}
