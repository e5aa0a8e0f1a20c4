import type { PlaceId } from '../../model/place.ts'
import { outputOf, type PathEvidence } from '../evidence.ts'
import type { AtHook, Fate } from './filter.ts'
import { askIptables, type IptablesTable, readIptablesSave } from './iptables.ts'
import { askNftables } from './nftables.ts'
import { type NftRuleset, readNftRuleset } from './read-nftables.ts'

/** The packet filter of one network namespace, whatever its rules are written in. */
export interface PacketFilter {
  tables: readonly IptablesTable[]
  ruleset: NftRuleset | undefined
  sets: ReadonlyMap<string, readonly string[]>
  /** What could not be read, in words. */
  unread: readonly string[]
}

/** Not every place has old iptables and sets. */
const readings = [
  { name: 'iptables', isEverywhere: true },
  { name: 'nft', isEverywhere: true },
  { name: 'iptables-legacy', isEverywhere: false },
  { name: 'ipset', isEverywhere: false },
]

export function readPacketFilter(evidence: PathEvidence, place: PlaceId): PacketFilter {
  const text = (name: string, when?: 'before') => outputOf(evidence, place, name, when)?.text ?? ''
  const ofPlace = evidence.outputs.filter((one) => one.place === place && one.when === 'after')
  const unread = readings.flatMap(({ name, isEverywhere }) => {
    const output = ofPlace.find((one) => one.name === name)
    if (output?.cutBytes !== undefined) return [`${output.command} in ${place} lacks its last ${output.cutBytes} bytes`]
    if (!isEverywhere) return []
    if (output === undefined) return [`${name} of ${place} was not read`]
    return output.exitCode === 0 ? [] : [`${output.command} ended with ${output.exitCode} in ${place}`]
  })
  return {
    tables: [
      ...readIptablesSave(text('iptables'), text('iptables', 'before')),
      ...readIptablesSave(text('iptables-legacy'), text('iptables-legacy', 'before')),
    ],
    ruleset: readRuleset(text('nft'), text('nft', 'before')),
    sets: readSets(text('ipset')),
    unread,
  }
}

/** Half a ruleset is none. */
function readRuleset(after: string, before: string): NftRuleset | undefined {
  try {
    return readNftRuleset(after, before)
  } catch {
    return undefined
  }
}

function readSets(text: string): Map<string, string[]> {
  const sets = new Map<string, string[]>()
  for (const line of text.split('\n')) {
    const [verb, name = '', member = ''] = line.split(' ')
    if (verb === 'create') sets.set(name, [])
    if (verb === 'add') sets.get(name)?.push(member)
  }
  return sets
}

/** Whether rules drop or reject a packet at a hook: every fate of the tables that filter. */
export function askFilter(filter: PacketFilter, at: AtHook): Fate[] {
  const tables = filter.tables.filter(({ name }) => name !== 'nat')
  return [
    ...['raw', 'mangle', 'filter', 'security'].flatMap((name) =>
      tables.filter((table) => table.name === name).flatMap((table) => askIptables(table, at)),
    ),
    ...(filter.ruleset === undefined ? [] : askNftables(filter.ruleset, at, 'filter')),
  ]
}

/** How rules translate a flow's first packet at a hook. `passed` where none does. */
export function askNat(filter: PacketFilter, at: AtHook): Fate[] {
  if (at.packet.state !== 'NEW') return [{ kind: 'passed', mark: at.packet.mark, certain: true }]
  const tables = filter.tables.filter(({ name }) => name === 'nat')
  const byIptables = tables.flatMap((table) => askIptables(table, at))
  const byNft = filter.ruleset === undefined ? [] : askNftables(filter.ruleset, at, 'nat')
  const fates = [...byIptables, ...byNft]
  const decided = fates.filter(({ kind }) => kind !== 'passed')
  const passed = fates.filter(({ kind }) => kind === 'passed')
  // Each tool lets pass what the other one takes.
  const mark = passed.reduce((mark, fate) => (mark | fate.mark) >>> 0, 0)
  const untouched = byIptables.length > 0 && byIptables.every(({ kind }) => kind !== 'passed')
  const takenByNft = byNft.length > 0 && byNft.every(({ kind }) => kind !== 'passed')
  return untouched || takenByNft
    ? decided
    : [...decided, { kind: 'passed', mark, certain: decided.length === 0, ...lastRule(passed) }]
}

/** The rule that let it pass, where one did: a RETURN or ACCEPT in front of the rule that was meant to take it. */
function lastRule(passed: readonly Fate[]): Pick<Fate, 'rule'> {
  const rule = passed.find((fate) => fate.rule !== undefined)?.rule
  return rule === undefined ? {} : { rule }
}
