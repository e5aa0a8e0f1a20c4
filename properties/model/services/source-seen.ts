import { contains } from '../address.ts'
import type { Allowed } from '../expectation.ts'
import type { RuleId } from '../rules.ts'
import { egressAddress } from '../seen-from.ts'
import { hasPath, nodeOf, type World } from '../world.ts'
import type { Arrival } from './arrival.ts'
import type { Location } from './location.ts'
import { leftToTheRoute } from './nobody.ts'
import { firstGlobalAddress, isLocalAddress } from './node-addresses.ts'

/** What an endpoint sees as its peer, or why it does not answer. */
export type SourceSeen = { source: string; rule?: RuleId } | { outcomes: readonly Allowed[]; rule: RuleId }

/** datapath 2.8: the source under which a call that arrived at a Node reaches an endpoint there or elsewhere. */
export function sourceSeen(
  world: World,
  arrival: Arrival,
  endpoint: { address: string; location: Location },
  marked: boolean,
): SourceSeen {
  const { entry, source, fromEntryNode } = arrival
  const { location } = endpoint
  const here = location.kind !== 'outside' && location.nodeName === entry
  if (location.kind === 'pod' && !hasPath(world, entry, location.nodeName))
    return { outcomes: leftToTheRoute, rule: 'pod-to-pod-without-path' }
  if (location.kind === 'host' && here) {
    const rule = 'service-host-endpoint-on-entry-node'
    // The network masquerades what leaves the Pod range, be it the address of the Node's own bridge.
    const masqueraded = fromEntryNode && (marked || contains(world.topology.podCIDR, source))
    return { source: masqueraded ? firstGlobalAddress(world, entry) : source, rule }
  }
  const hairpin = endpoint.address === source
  if (marked || hairpin) {
    const to = location.kind === 'pod' ? egressAddress(world, entry, location.nodeName) : nodeOf(world, entry).address
    return { source: to, ...(hairpin && { rule: 'service-hairpin' as const }) }
  }
  return here ? { source } : unmarkedElsewhere(world, arrival, location)
}

/** The proxy leaves the source alone; the network may still masquerade, and the answer must find its way back through the entry Node. */
function unmarkedElsewhere(world: World, arrival: Arrival, location: Location): SourceSeen {
  const { entry, source } = arrival
  const bypasses: SourceSeen = { outcomes: [{ outcome: 'timed-out' }], rule: 'service-answer-bypasses-entry' }
  const fromPodRange = contains(world.topology.podCIDR, source)
  if (location.kind !== 'pod') {
    const rule = location.kind === 'outside' ? 'service-endpoint-outside' : 'service-host-endpoint-elsewhere'
    const masqueraded = fromPodRange || isLocalAddress(world, entry, source)
    return masqueraded ? { source: nodeOf(world, entry).address, rule } : bypasses
  }
  if (fromPodRange && arrival.returnsByItself) return { source }
  const own = isLocalAddress(world, entry, source)
  if (own) return { source: egressAddress(world, entry, location.nodeName), rule: 'service-unmarked-from-node' }
  if (world.network.plugin === 'flannel')
    return { source: egressAddress(world, entry, location.nodeName), rule: 'service-unmarked-from-outside' }
  return bypasses
}
