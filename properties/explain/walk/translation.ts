import type { PlaceId } from '../../model/place.ts'
import { readIptables } from '../../service-rules/iptables.ts'
import { readNftables } from '../../service-rules/nftables.ts'
import type { Fate } from '../filter/filter.ts'
import { askNat } from '../filter/packet-filter.ts'
import type { Packet } from '../packet.ts'
import { addressOn, sourceTowards } from '../routes.ts'
import { describeRule, showRule } from './filter-rows.ts'
import { atHook, factsOf, filterOf, type Scene } from './scene.ts'
import { type Direction, type Row, row, toTheEnd } from './step.ts'

/** Jumps that kube-proxy's rules lack at a hook of a Node, in words. */
export function missingJumps(scene: Scene, place: PlaceId, hook: 'prerouting' | 'output' | 'postrouting'): string[] {
  const facts = factsOf(scene, place)
  const { proxy } = scene.world
  if (facts === undefined || proxy === undefined || proxy.mode === 'ipvs') return []
  const read = proxy.mode === 'iptables' ? readIptables(facts.natRules) : readNftables(facts.proxyTable)
  const chain = new RegExp(`\\b(${hook.toUpperCase()}|nat-${hook})\\b`)
  return read.missingJumps.filter((missing) => chain.test(missing))
}

/** Why a rule that was not found may be there all the same: nobody reads IPVS's, and listings may be cut; undefined where all were read. */
export function whyNotAllRules(scene: Scene, place: PlaceId): string | undefined {
  const { unread } = filterOf(scene, place)
  if (scene.world.proxy?.mode === 'ipvs' && scene.probe.target.kind !== 'host-port')
    return 'virtual servers are not followed'
  return unread.length > 0 ? unread.join('; ') : undefined
}

/**
 * The source a packet leaves a Node with, by the Node's rules, beside the one it should have. Who sees another source, or
 * drops the packet for it, may be far away: the row acts until the end of the way.
 */
export function sourceRow(
  scene: Scene,
  direction: Direction,
  place: PlaceId,
  packet: Packet,
  devices: { inDevice: string | undefined; outDevice: string | undefined },
  expected: string,
): { row: Row; source: string } {
  const fates = askNat(filterOf(scene, place), atHook(scene, place, 'postrouting', packet, devices))
  const actual = fates.map((fate) => ({ fate, source: sourceAfter(scene, place, fate, packet, devices.outDevice) }))
  const right = actual.find(({ source }) => source === expected)
  const wrong = actual.find(({ source, fate }) => source !== expected && fate.certain) ?? actual[0]
  const decided = right === undefined ? wrong : right
  const rule = decided?.fate.rule
  const jumps = right === undefined && packet.mark !== 0 ? missingJumps(scene, place, 'postrouting') : []
  const object = jumps[0] ?? (rule === undefined ? 'masquerade rules' : describeRule(rule))
  const seen = decided?.source ?? packet.source
  const isDecided =
    decided?.fate.certain !== false &&
    (rule !== undefined || jumps.length > 0 || whyNotAllRules(scene, place) === undefined)
  return {
    row: row(
      direction,
      {
        hop: 'source',
        place,
        object,
        expected: `source ${expected}`,
        actual: `source ${seen}${seen === packet.source && seen !== expected ? ', not masqueraded' : ''}`,
        command: rule === undefined ? 'iptables -t nat -vnL; nft list ruleset' : showRule(rule),
        late: toTheEnd,
      },
      right !== undefined ? true : isDecided ? false : 'unknown',
    ),
    source: expected,
  }
}

/** What a masquerade gives: the address the route's device has, or the one the route prefers. */
function sourceAfter(scene: Scene, place: PlaceId, fate: Fate, packet: Packet, outDevice: string | undefined): string {
  if (fate.kind !== 'masqueraded') return packet.source
  if (fate.to !== undefined) return fate.to
  const facts = factsOf(scene, place)
  if (facts === undefined) return packet.source
  return addressOn(facts, outDevice) ?? sourceTowards(facts, packet.destination) ?? packet.source
}
