import { fullSizePacketsArrive } from '../../../properties/full-size-packets-arrive.ts'
import { nodePlace } from '../../../properties/model/place.ts'
import type { Probe } from '../../../properties/model/probe.ts'
import { nodeOf, type World } from '../../../properties/model/world.ts'
import { podsReachPodsWithoutNat } from '../../../properties/pods-reach-pods-without-nat.ts'
import type { Property } from '../../../properties/property.ts'
import { servicesAnswerEveryClient } from '../../../properties/services-answer-every-client.ts'
import { crosses, endsOf, type FaultKind } from './fault.ts'

/** A rule of iptables, added where it is not there yet. */
const withRule = (table: string, chain: string, rule: string): string =>
  `iptables -w -t ${table} -C ${chain} ${rule} || iptables -w -t ${table} -I ${chain} ${rule}`

/** A fault of one Node towards another one. */
function between(
  name: string,
  properties: readonly Property[],
  script: (world: World, from: string, to: string) => string,
  concerns: (probe: Probe) => boolean = () => true,
): FaultKind {
  return {
    name,
    properties,
    mostLeft: 3,
    make(world, pick) {
      const from = pick(world.topology.nodes)?.name
      const to = pick(world.topology.nodes.filter((node) => node.name !== from))?.name
      if (from === undefined || to === undefined) return undefined
      return {
        plant: (now) => [[nodePlace(from), script(now, from, to)]],
        breaks: (now, probe, server) => concerns(probe) && crosses(now, probe, server, from, to),
      }
    },
  }
}

const pods = [podsReachPodsWithoutNat]
const services = [servicesAnswerEveryClient]

const tunnelAddress = (world: World, name: string): string => nodeOf(world, name).podCIDR.replace(/\/\d+$/, '')

const deleteEntry = (world: World, _: string, to: string): string => {
  const { address } = nodeOf(world, to)
  return `for mac in $(bridge fdb show dev flannel.1 | sed -n 's/ dst ${address} .*//p'); do bridge fdb del $mac dev flannel.1 dst ${address} self; done`
}

const removeRoute = (world: World, _: string, to: string): string => `ip route del ${nodeOf(world, to).podCIDR} || true`

const wrongNeighbour = (world: World, _: string, to: string): string =>
  `ip neigh replace ${tunnelAddress(world, to)} lladdr 02:de:ad:00:00:01 dev flannel.1 nud permanent`

const dropTunnel = (world: World, _: string, to: string): string =>
  withRule('raw', 'PREROUTING', `-s ${nodeOf(world, to).address} -p udp --dport 8472 -j DROP`)

/** Drops what a condition of nft speaks about, wherever it enters the Node. */
const dropWhere = (condition: string): string =>
  [
    'nft add table ip planted',
    'nft delete table ip planted',
    'nft add table ip planted',
    "nft add chain ip planted early '{ type filter hook prerouting priority -450 ; }'",
    `nft add rule ip planted early ${condition} drop`,
  ].join(' && ')

/** Everything through one Node, of some protocol or size. */
function within(
  name: string,
  properties: readonly Property[],
  script: string,
  concerns: (probe: Probe, ends: ReturnType<typeof endsOf>, node: string) => boolean,
): FaultKind {
  return {
    name,
    properties,
    mostLeft: 3,
    make(world, pick) {
      const node = pick(world.topology.nodes)?.name
      if (node === undefined) return undefined
      return {
        plant: () => [[nodePlace(node), script]],
        breaks: (now, probe, server) => concerns(probe, endsOf(now, probe, server), node),
      }
    },
  }
}

type Through = (ends: ReturnType<typeof endsOf>, node: string) => boolean

/** From a Pod of this Node to elsewhere, or from elsewhere to a Pod of it. */
const forwarded: Through = ({ clientNode, serverNode, clientPod, serverPod }, node) =>
  clientNode !== serverNode &&
  ((clientNode === node && clientPod !== undefined) || (serverNode === node && serverPod !== undefined))

export const nodeFaults: FaultKind[] = [
  between('an FDB entry deleted', pods, deleteEntry),
  between('an FDB entry deleted, seen by Services', services, deleteEntry),
  between('the route to one peer removed', pods, removeRoute),
  between('the route to one peer removed, seen by Services', services, removeRoute),
  between('a neighbour with a wrong MAC', pods, wrongNeighbour),
  between('VXLAN of one peer dropped', services, dropTunnel),
  within(
    'UDP dropped in FORWARD',
    pods,
    withRule('filter', 'FORWARD', '-p udp -j DROP'),
    ({ protocol }, ends, node) => protocol === 'udp' && forwarded(ends, node),
  ),
  within(
    'TCP dropped in FORWARD, seen by Services',
    services,
    withRule('filter', 'FORWARD', '-p tcp -j DROP'),
    ({ protocol }, ends, node) => protocol === 'tcp' && forwarded(ends, node),
  ),
  within(
    'Pod-to-Pod traffic masqueraded',
    pods,
    withRule('nat', 'POSTROUTING', '-s 10.244.0.0/16 -d 10.244.0.0/16 -j MASQUERADE'),
    ({ protocol }, ends, node) => protocol !== 'icmp' && forwarded(ends, node),
  ),
  within(
    'large packets dropped',
    [fullSizePacketsArrive],
    dropWhere('ip length \\> 1300'),
    ({ size }, ends, node) => size === 'full' && forwarded(ends, node),
  ),
  within(
    'fragments dropped',
    [fullSizePacketsArrive],
    dropWhere('ip frag-off \\& 0x3fff != 0'),
    ({ size }, ends, node) => size === 'fragmented' && forwarded(ends, node),
  ),
]
