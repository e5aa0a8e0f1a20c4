import type { PlaceId } from '../../model/place.ts'
import type { Fate, FilterRule } from '../filter/filter.ts'
import { askFilter } from '../filter/packet-filter.ts'
import { describePacket, type Packet } from '../packet.ts'
import { atHook, filterOf, type Scene } from './scene.ts'
import { type Direction, type Row, row } from './step.ts'

type Hook = Parameters<typeof atHook>[2]

/** Command that shows a rule with its counter. */
export function showRule({ chain }: FilterRule): string {
  const [table = '', name = ''] = chain.split('/')
  const [family, own] = table.split(' ')
  return own === undefined ? `iptables -t ${table} -vnL ${name}` : `nft list chain ${family} ${own} ${name}`
}

export const describeRule = ({ chain, text }: FilterRule): string =>
  text.startsWith('-') ? `${chain.split('/')[0]}: ${text}` : `${chain}: ${text}`

/** Whether a rule that could stop a packet did: what its counter says weighs more than what its text says. */
function stops({ kind, certain, rule }: Fate): boolean {
  if (kind !== 'dropped' && kind !== 'rejected') return false
  return rule?.grewBy === undefined ? certain : rule.grewBy > 0
}

const grown = ({ grewBy }: FilterRule): string => (grewBy ? `; the rule met ${grewBy} packets meanwhile` : '')

/** What the rules of a place do with a packet at a hook. */
export function filterRow(
  scene: Scene,
  direction: Direction,
  place: PlaceId,
  hook: Hook,
  packet: Packet,
  devices: Parameters<typeof atHook>[4] = {},
): Row {
  const filter = filterOf(scene, place)
  const fates = askFilter(filter, atHook(scene, place, hook, packet, devices))
  const stopping = fates.find(stops)
  const finding = { hop: `filter ${hook}`, place, expected: `${describePacket(packet)} passes` }
  if (stopping?.rule !== undefined) {
    const { rule, kind } = stopping
    const actual = `${kind}${grown(rule)}`
    return row(direction, { ...finding, object: describeRule(rule), actual, command: showRule(rule) }, false)
  }
  const command = 'iptables-save -c; nft list ruleset'
  const doubtful = fates.find(
    ({ kind, rule }) => (kind === 'dropped' || kind === 'rejected') && rule !== undefined && rule.grewBy === undefined,
  )
  if (doubtful?.rule !== undefined) {
    const object = describeRule(doubtful.rule)
    return row(direction, { ...finding, object, actual: 'may stop it', command: showRule(doubtful.rule) }, 'unknown')
  }
  if (filter.unread.length > 0)
    return row(direction, { ...finding, object: 'rules', actual: filter.unread.join('; '), command }, 'unknown')
  return row(direction, { ...finding, object: 'rules', actual: 'passes', command }, true)
}
