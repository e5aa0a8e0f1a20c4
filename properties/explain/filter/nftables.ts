import { contains } from '../../model/address.ts'
import { type AtHook, type Fate, type Going, returnedBy } from './filter.ts'
import { describeValue, isJson, type Json, type NftChain, type NftRule, type NftRuleset } from './read-nftables.ts'

const maxDepth = 16
const families = ['ip', 'inet', 'netdev', 'bridge']

/**
 * What the base chains of a hook do with a packet, one after the other by priority. `nat` asks those of type nat, which
 * see a flow's first packet alone; `filter` the others.
 */
export function askNftables(ruleset: NftRuleset, at: AtHook, type: 'nat' | 'filter'): Fate[] {
  const base = ruleset.chains
    .filter(
      (chain) =>
        families.includes(chain.family) && chain.hook === at.hook && (chain.type === 'nat') === (type === 'nat'),
    )
    .filter((chain) => chain.family !== 'netdev' || chain.device === undefined || chain.device === at.inDevice)
    .toSorted((one, other) => one.priority - other.priority)
  let going: Going[] = [{ mark: at.packet.mark, certain: true }]
  const decided: Fate[] = []
  let last: Fate[] = []
  for (const chain of base) {
    const ends = going.flatMap((one) => walk(ruleset, chain, at, one, 0))
    const fates = ends.map((end): Fate => {
      if ('kind' in end) return end
      if (chain.policy !== 'drop') return { kind: 'passed', ...end }
      return {
        kind: 'dropped',
        ...end,
        rule: { chain: `${chain.family} ${chain.table}/${chain.name}`, text: 'policy drop' },
      }
    })
    decided.push(...fates.filter(({ kind }) => kind !== 'passed'))
    last = fates.filter(({ kind }) => kind === 'passed')
    going = distinct(last)
    if (going.length === 0) break
  }
  if (base.length === 0) return [{ kind: 'passed', mark: at.packet.mark, certain: true }]
  return [...decided, ...last]
}

function distinct(going: readonly Going[]): Going[] {
  return [
    ...new Map(
      going.map(({ mark, certain, rule }) => [
        `${mark} ${certain}`,
        { mark, certain, ...(rule !== undefined && { rule }) },
      ]),
    ).values(),
  ]
}

function walk(ruleset: NftRuleset, chain: NftChain, at: AtHook, from: Going, depth: number): (Fate | Going)[] {
  let going: Going[] = [from]
  const decided: Fate[] = []
  const returned: Going[] = []
  for (const rule of depth > maxDepth ? [] : chain.rules) {
    const next: Going[] = []
    for (const one of going) {
      const ends = follow(ruleset, chain, rule, at, one, depth)
      for (const end of ends) {
        if (end.kind === 'fate') decided.push(end.fate)
        else if (end.kind === 'next') next.push(end.going)
        else returned.push(end.going)
      }
    }
    going = distinct(next)
    if (going.length === 0) break
  }
  return [...decided, ...distinct([...going, ...returned])]
}

type End = { kind: 'next' | 'return'; going: Going } | { kind: 'fate'; fate: Fate }

function follow(ruleset: NftRuleset, chain: NftChain, rule: NftRule, at: AtHook, from: Going, depth: number): End[] {
  let one = from
  const skipped: End[] = []
  for (const expression of rule.expr) {
    const [[key = '', value] = []] = Object.entries(expression)
    if (key === 'match' && isJson(value)) {
      const matched = matches(ruleset, chain, at, one, value)
      if (matched === false) return [...skipped, { kind: 'next', going: one }]
      if (matched === 'unknown') {
        skipped.push({ kind: 'next', going: { ...one, certain: false } })
        one = { ...one, certain: false }
      }
    } else if (key === 'limit' || key === 'xt') {
      skipped.push({ kind: 'next', going: { ...one, certain: false } })
      one = { ...one, certain: false }
    } else if (key === 'mangle' && isJson(value) && isJson(value.key) && isJson(value.key.meta)) {
      if (value.key.meta.key === 'mark') one = { ...one, mark: numberOf(value.value, one.mark) }
    } else if (key === 'vmap' && isJson(value)) {
      const verdicts = verdictsOf(ruleset, chain, at, one, value)
      if (verdicts.length === 0) return [...skipped, { kind: 'next', going: one }]
      const chance = verdicts.length > 1 ? { ...one, certain: false } : one
      return [...skipped, ...verdicts.flatMap((verdict) => decide(ruleset, chain, rule, at, chance, depth, verdict))]
    } else {
      const ends = decide(ruleset, chain, rule, at, one, depth, expression)
      if (ends !== undefined && ends.length > 0) return [...skipped, ...ends]
    }
  }
  return [...skipped, { kind: 'next', going: one }]
}

/** What a verdict leads to; nothing where the statement is none. */
function decide(
  ruleset: NftRuleset,
  chain: NftChain,
  rule: NftRule,
  at: AtHook,
  going: Going,
  depth: number,
  statement: Json,
): End[] {
  const [[key = '', value] = []] = Object.entries(statement)
  const fate = (kind: Fate['kind'], to?: string): End[] => [
    { kind: 'fate', fate: { kind, ...going, rule, ...(to !== undefined && { to }) } },
  ]
  switch (key) {
    case 'accept':
      return fate('passed')
    case 'drop':
      return fate('dropped')
    case 'reject':
      return fate('rejected')
    case 'return':
      return [{ kind: 'return', going: returnedBy(going, rule) }]
    case 'masquerade':
      return fate('masqueraded')
    case 'snat':
      return fate('masqueraded', isJson(value) ? describeValue(value.addr) : undefined)
    case 'dnat': {
      if (!isJson(value)) return fate('translated')
      const address = Array.isArray(value.addr) ? '' : describeValue(value.addr)
      return fate('translated', `${address}:${value.port ?? at.packet.destinationPort}`)
    }
    case 'jump':
    case 'goto': {
      const name = isJson(value) ? value.target : undefined
      const to = ruleset.chains.find(
        (one) => one.family === chain.family && one.table === chain.table && one.name === name,
      )
      if (to === undefined) return [{ kind: 'next', going }]
      return walk(ruleset, to, at, going, depth + 1).map((end): End => {
        if ('kind' in end) return { kind: 'fate', fate: end }
        return { kind: key === 'goto' ? 'return' : 'next', going: end }
      })
    }
    default:
      return []
  }
}

function numberOf(value: unknown, mark: number): number {
  if (typeof value === 'number') return value
  if (!isJson(value)) return mark
  for (const [operator, parts] of Object.entries(value)) {
    if (!Array.isArray(parts)) continue
    const [left, right] = parts.map((part) => (isJson(part) && isJson(part.meta) ? mark : numberOf(part, mark)))
    if (operator === '|') return ((left ?? 0) | (right ?? 0)) >>> 0
    if (operator === '&') return ((left ?? 0) & (right ?? 0)) >>> 0
    if (operator === '^') return ((left ?? 0) ^ (right ?? 0)) >>> 0
  }
  return mark
}

type Answer = boolean | 'unknown'

function matches(ruleset: NftRuleset, chain: NftChain, at: AtHook, going: Going, match: Json): Answer {
  const left = fieldOf(match.left, at, going)
  if (left === undefined) return 'unknown'
  const found = holds(ruleset, chain, left, match.right, match.op === 'in')
  if (found === 'unknown') return found
  return match.op === '!=' ? !found : found
}

/** A field of the packet, as text or number; several for a concatenation; undefined where it is not known. */
function fieldOf(left: unknown, at: AtHook, going: Going): (string | number)[] | undefined {
  if (!isJson(left)) return undefined
  const { packet } = at
  if (Array.isArray(left.concat)) {
    const parts = left.concat.map((part) => fieldOf(part, at, going))
    return parts.some((part) => part === undefined) ? undefined : parts.flatMap((part) => part ?? [])
  }
  if (isJson(left.payload)) {
    const { protocol, field } = left.payload
    if (protocol === 'ip' && field === 'saddr') return [packet.source]
    if (protocol === 'ip' && field === 'daddr') return [packet.destination]
    if (protocol === 'ip' && field === 'protocol') return [packet.protocol]
    if (protocol === 'ip' && field === 'frag-off') return [packet.fragmented === true ? 0x2000 : 0]
    const own = protocol === 'th' || protocol === packet.protocol
    if (field === 'dport') return own ? [packet.destinationPort] : ['none']
    if (field === 'sport') return own && packet.sourcePort > 0 ? [packet.sourcePort] : own ? undefined : ['none']
    return undefined
  }
  if (isJson(left.meta)) {
    const { key } = left.meta
    if (key === 'l4proto') return [packet.protocol]
    if (key === 'mark') return [going.mark]
    if (key === 'iifname') return [at.inDevice ?? '']
    if (key === 'oifname') return [at.outDevice ?? '']
    if (key === 'nfproto') return ['ipv4']
    return undefined
  }
  if (isJson(left.ct) && left.ct.key === 'state')
    return [packet.state.toLowerCase(), ...(packet.translated ? ['dnat'] : [])]
  if (isJson(left.fib) && left.fib.result === 'type') {
    const address = String(left.fib.flags).includes('saddr') ? packet.source : packet.destination
    return [at.isLocal(address) ? 'local' : 'unicast']
  }
  if (Array.isArray(left['&'])) {
    const [value, mask] = left['&']
    const [number] = fieldOf(value, at, going) ?? []
    return typeof number === 'number' && typeof mask === 'number' ? [(number & mask) >>> 0] : undefined
  }
  return undefined
}

function holds(
  ruleset: NftRuleset,
  chain: NftChain,
  left: readonly (string | number)[],
  right: unknown,
  anyOf: boolean,
): Answer {
  if (anyOf && !isJson(right) && !Array.isArray(right)) return left.includes(right as string)
  if (typeof right === 'string' && right.startsWith('@')) {
    const elements = ruleset.sets.get(`${chain.family} ${chain.table} ${right.slice(1)}`)
    return elements === undefined ? 'unknown' : elements.some((element) => isElement(left, element))
  }
  if (Array.isArray(right)) return right.some((one) => left.includes(one as string))
  if (isJson(right) && Array.isArray(right.set)) return right.set.some((element) => isElement(left, element))
  return isElement(left, right)
}

function isElement(left: readonly (string | number)[], element: unknown): boolean {
  if (isJson(element) && isJson(element.elem)) return isElement(left, element.elem.val)
  if (isJson(element) && Array.isArray(element.concat))
    return element.concat.every((part, index) => isElement([left[index] ?? ''], part))
  const [value = ''] = left
  if (isJson(element) && isJson(element.prefix))
    return typeof value === 'string' && contains(`${element.prefix.addr}/${element.prefix.len}`, value)
  if (isJson(element) && Array.isArray(element.range)) {
    const [from, to] = element.range
    return typeof value === 'number' && value >= Number(from) && value <= Number(to)
  }
  if (typeof element === 'string' && element.endsWith('*')) return String(value).startsWith(element.slice(0, -1))
  return value === element
}

/** Verdicts that a map has for the packet: those of all keys where lots are drawn or the field is not known. */
function verdictsOf(ruleset: NftRuleset, chain: NftChain, at: AtHook, going: Going, vmap: Json): Json[] {
  const { data } = vmap
  const elements =
    typeof data === 'string'
      ? (ruleset.sets.get(`${chain.family} ${chain.table} ${data.replace('@', '')}`) ?? [])
      : isJson(data) && Array.isArray(data.set)
        ? data.set
        : []
  const pairs = elements.flatMap((element) => {
    const pair = isJson(element) && isJson(element.elem) ? element.elem.val : element
    return Array.isArray(pair) && pair.length === 2 ? [pair as [unknown, unknown]] : []
  })
  const left = fieldOf(vmap.key, at, going)
  const chosen = left === undefined ? pairs : pairs.filter(([key]) => isElement(left, key))
  return chosen.map(([, verdict]) => (isJson(verdict) ? verdict : { [String(verdict)]: null }))
}
