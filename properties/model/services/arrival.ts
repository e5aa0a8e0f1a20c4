import { contains } from '../address.ts'
import { placeName } from '../place.ts'
import type { Probe } from '../probe.ts'
import { clientKind, egressAddress } from '../seen-from.ts'
import { hasPath, nodeNameOf, nodeOf, podOf, type World } from '../world.ts'
import { isLocalAddress } from './node-addresses.ts'
import type { DetectLocal } from './proxy.ts'

/** A probe's first packet as the rules of the Node that translates it see it, before any translation there. */
export interface Arrival {
  /** The Node whose rules choose the endpoint. */
  entry: string
  /** Source address the packet has there: what rules and session affinity go by. */
  source: string
  /** true: a process of the entry Node sends it, so that it passes OUTPUT. */
  fromEntryNode: boolean
  /** true: the answers come by the entry Node whatever becomes of the source, since the client lives there. */
  returnsByItself: boolean
  protocol: 'tcp' | 'udp' | 'icmp'
}

/** What a probe to a Service, NodePort, externalIP or hostPort looks like where it is translated (datapath 2.8, srcAtX). */
export function arrivalOf(world: World, probe: Probe): Arrival {
  const { protocol } = probe
  if (clientKind(world, probe) === 'external') {
    const source = probe.bind?.address ?? world.topology.externalAddress
    return { entry: namedEntry(world, probe), source, fromEntryNode: false, returnsByItself: false, protocol }
  }
  const own = nodeNameOf(world, probe.client) ?? ''
  const entry = takesEffectAtClient(probe) ? own : namedEntry(world, probe)
  const fromPod = clientKind(world, probe) === 'pod'
  const source = fromPod ? podSource(world, probe, own, entry) : nodeSource(world, probe, own, entry)
  return { entry, source, fromEntryNode: !fromPod && entry === own, returnsByItself: entry === own, protocol }
}

/** Another Node's bridge and tunnel lie in the Pod range: they are reached as Pods are, or not at all. */
export function arrives(world: World, { client, target }: Probe, { entry }: Arrival): boolean {
  const own = nodeNameOf(world, client)
  const byPodRange = target.kind !== 'cluster-ip' && contains(world.topology.podCIDR, target.address)
  return own === undefined || !byPodRange || hasPath(world, own, entry)
}

/** The proxy of every Node takes ClusterIPs and externalIPs; the addresses of a Node are that Node's own matter. */
function takesEffectAtClient({ target }: Probe): boolean {
  return target.kind === 'cluster-ip' || target.kind === 'external-ip'
}

function namedEntry(world: World, probe: Probe): string {
  const { place } = probe.target
  const entry = place === undefined ? undefined : nodeNameOf(world, place)
  if (entry === undefined) throw new Error(`target ${probe.target.kind} ${probe.target.address} names no Node`)
  return entry
}

/** A Pod keeps its address on its own Node and towards other Nodes' bridges and tunnels; towards their InternalIP it is masqueraded. */
function podSource(world: World, probe: Probe, own: string, entry: string): string {
  const { ip } = podOf(world, placeName(probe.client))
  const masqueraded = entry !== own && probe.target.address === nodeOf(world, entry).address
  return masqueraded ? nodeOf(world, own).address : ip
}

/**
 * An unbound socket towards an address of its own Node bears that address; towards other Nodes' bridges and tunnels every
 * socket is seen under the address of the way there, since the network masquerades bound ones.
 */
function nodeSource(world: World, probe: Probe, own: string, entry: string): string {
  const { address } = probe.target
  const stays = takesEffectAtClient(probe) || entry === own || address === nodeOf(world, entry).address
  if (!stays) return egressAddress(world, own, entry)
  if (probe.bind !== undefined) return probe.bind.address
  return entry === own && isLocalAddress(world, own, address) ? address : nodeOf(world, own).address
}

/** Whether the proxy of the entry Node takes the packet for one of a Pod. */
export function isDetectedLocal(world: World, detectLocal: DetectLocal, { entry, source }: Arrival): boolean {
  switch (detectLocal.mode) {
    case 'ClusterCIDR':
      return contains(detectLocal.clusterCIDR, source)
    case 'NodeCIDR':
      return contains(nodeOf(world, entry).podCIDR, source)
    case 'None':
      return false
    default:
      return world.networkPods.some(({ ip, nodeName }) => ip === source && nodeName === entry)
  }
}
