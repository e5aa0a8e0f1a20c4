import { hostRange } from '../../properties/model/address.ts'
import { type Network, pathBetween, podMtuBytes } from '../../properties/model/networks/network.ts'
import type { NodeSpec } from '../../properties/model/topology.ts'
import { calicoAddressRules } from './calico-addresses.ts'
import { calicoRules, knownHost, unknownHost } from './calico-rules.ts'
import { ipipDevice } from './ipip.ts'
import { protocolWords } from './peer-routes.ts'
import { ip, type Step, sysctl, without } from './step.ts'
import { type VxlanPeer, vxlanDevice, vxlanPeers, withoutVxlanPeers } from './vxlan.ts'
import { addressesOf, type PodLink, peers, type Wiring, type WiringContext } from './wiring.ts'

/** The next hop of every Pod. Nobody has it: the Node answers for it by proxy ARP (datapath 1.3). */
const podGateway = '169.254.1.1'

/** Felix, wired as datapath 1.3 describes it, with the differences of v3.32 in section 7. */
export function calicoWiring(network: Network): Wiring {
  return {
    network,
    addressRules: calicoAddressRules(network),
    node: (context, node) => [
      ...tunnelDevice(context, node),
      ...forwarding(context, peers(context, node)),
      ...calicoRules(context, node),
      ...context.addresses.flatMap(({ node: owner, ranges }) =>
        ranges.flatMap((range) => rangeSteps(context, node, owner, range)),
      ),
    ],
    addPeer: (context, node, peer) => [
      ...forwarding(context, [peer]),
      ...knownHost(context, peer),
      ...addressesOf(context, peer.name).ranges.flatMap((range) => rangeSteps(context, node, peer.name, range)),
    ],
    removePeer: (context, _node, peer) => [
      ...withoutForwarding(context, peer),
      ...unknownHost(context, peer),
      ...without('ip', ...addressesOf(context, peer.name).ranges.map((range) => `route del ${range}`)),
    ],
    range: (context, node, owner, range) => rangeSteps(context, node, owner.name, range),
    firstPod: () => [],
    linkPods,
    pod,
  }
}

function tunnelDevice(context: WiringContext, node: NodeSpec): Step[] {
  const { network, topology } = context
  const { tunnel } = network
  const { tunnelAddress } = addressesOf(context, node.name)
  if (tunnel === undefined || tunnelAddress === undefined) return []
  if (tunnel.encapsulation === 'ipip') return ipipDevice(tunnel, topology, node, tunnelAddress)
  return [vxlanDevice(tunnel, topology, node, tunnelAddress)]
}

/** CrossSubnet keeps forwarding entries and neighbours of peers it reaches directly (datapath 7). */
function forwarding(context: WiringContext, those: readonly NodeSpec[]): Step[] {
  const { tunnel } = context.network
  return tunnel?.encapsulation === 'vxlan' ? vxlanPeers(tunnel, vxlanPeersOf(context, those)) : []
}

function withoutForwarding(context: WiringContext, peer: NodeSpec): Step[] {
  const { tunnel } = context.network
  return tunnel?.encapsulation === 'vxlan' ? withoutVxlanPeers(tunnel, vxlanPeersOf(context, [peer])) : []
}

const vxlanPeersOf = (context: WiringContext, those: readonly NodeSpec[]): VxlanPeer[] =>
  those.map((node) => ({ node, tunnelAddress: addressesOf(context, node.name).tunnelAddress as string }))

/** The way to a block: a blackhole for one's own, so that addresses nobody has go nowhere, or a route to its owner. */
function rangeSteps(context: WiringContext, node: NodeSpec, ownerName: string, range: string): Step[] {
  const { network, topology } = context
  const { tunnel, routeProtocols } = network
  if (ownerName === node.name) return [ip(`route replace blackhole ${range}${protocolWords(routeProtocols.ownBlock)}`)]
  const owner = topology.nodes.find((peer) => peer.name === ownerName) as NodeSpec
  switch (pathBetween(network, topology, node.name, ownerName)) {
    case 'direct':
      return [ip(`route replace ${range} via ${owner.address} dev eth0${directWords(routeProtocols.direct)}`)]
    case 'tunnel': {
      const vxlan = tunnel?.encapsulation === 'vxlan'
      const gateway = vxlan ? addressesOf(context, ownerName).tunnelAddress : owner.address
      const mtu = vxlan ? ` mtu ${podMtuBytes(network, topology)}` : ''
      return [
        ip(
          `route replace ${range} via ${gateway} dev ${tunnel?.device} onlink${protocolWords(routeProtocols.tunnel)}${mtu}`,
        ),
      ]
    }
    default:
      return []
  }
}

/** BIRD's routes carry a metric, Felix's are onlink (datapath 7). */
function directWords(protocol: string | undefined): string {
  return `${protocolWords(protocol)}${protocol === 'bird' ? ' metric 1024' : ' onlink'}`
}

function linkPods({ network, topology }: WiringContext, _node: NodeSpec, pods: readonly PodLink[]): Step[] {
  const mtuBytes = podMtuBytes(network, topology)
  const devices = pods.flatMap(({ hostDevice, namespace }) => [
    `link add ${hostDevice} address ee:ee:ee:ee:ee:ee mtu ${mtuBytes} type veth peer name eth0 mtu ${mtuBytes} netns ${namespace}`,
    `link set ${hostDevice} up`,
  ])
  const routes = pods.map(
    ({ hostDevice, address }) => `route add ${hostRange(address)} dev ${hostDevice} scope link metric 1024`,
  )
  return [ip(...devices), ...pods.map(({ hostDevice }) => hostSysctls(hostDevice)), ip(...routes)]
}

function hostSysctls(device: string): Step {
  return sysctl({
    [`net/ipv4/conf/${device}/rp_filter`]: '1',
    [`net/ipv4/conf/${device}/route_localnet`]: '1',
    [`net/ipv4/neigh/${device}/proxy_delay`]: '0',
    [`net/ipv4/conf/${device}/proxy_arp`]: '1',
    [`net/ipv4/conf/${device}/forwarding`]: '1',
  })
}

function pod(_context: WiringContext, _node: NodeSpec, { address }: PodLink): Step[] {
  return [
    ip(
      `addr add ${hostRange(address)} dev eth0`,
      'link set eth0 up',
      `route add ${podGateway} dev eth0 scope link`,
      `route add default via ${podGateway} dev eth0`,
    ),
  ]
}
