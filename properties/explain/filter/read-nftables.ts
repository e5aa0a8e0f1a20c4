import type { FilterRule } from './filter.ts'

/** What `nft -j list ruleset` prints, as far as a packet's way is concerned. */
export interface NftRuleset {
  chains: readonly NftChain[]
  /** Elements of named sets and maps, by `FAMILY TABLE NAME`. */
  sets: ReadonlyMap<string, readonly unknown[]>
}

export interface NftChain {
  family: string
  table: string
  name: string
  hook?: string
  type?: string
  device?: string
  priority: number
  policy?: string
  rules: readonly NftRule[]
}

export interface NftRule extends FilterRule {
  handle: number
  expr: readonly Json[]
  packets?: number
}

export type Json = { [key: string]: unknown }

export const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Tables that iptables keeps in nftables are read by its own tool: their expressions are opaque here. */
const iptablesTables = ['filter', 'nat', 'raw', 'mangle', 'security']

/** Reads `nft -j list ruleset`; `before` is an earlier reading of the same namespace. Throws where it is no JSON. */
export function readNftRuleset(text: string, before = ''): NftRuleset {
  const items = itemsOf(text)
  const earlier = new Map(
    itemsOf(before).flatMap(({ rule }) => (isJson(rule) ? [[ruleKey(rule), packetsOf(rule)] as const] : [])),
  )
  const rules = items.flatMap(({ rule }) => (isJson(rule) ? [rule] : []))
  const chains = items.flatMap(({ chain }) => (isJson(chain) ? [chain] : []))
  const byChain = Map.groupBy(rules, (rule) => `${rule.family} ${rule.table} ${rule.chain}`)
  const opaque = new Set(
    chains
      .filter(({ family, table }) => (family === 'ip' || family === 'ip6') && iptablesTables.includes(String(table)))
      .map(({ family, table }) => `${family} ${table}`),
  )
  return {
    chains: chains
      .filter(({ family, table }) => family !== 'ip6' && !opaque.has(`${family} ${table}`))
      .map((chain) => chainOf(chain, byChain.get(`${chain.family} ${chain.table} ${chain.name}`) ?? [], earlier)),
    sets: new Map(
      items.flatMap((item) => {
        const set = item.set ?? item.map
        return isJson(set) ? [[`${set.family} ${set.table} ${set.name}`, (set.elem as unknown[]) ?? []] as const] : []
      }),
    ),
  }
}

/** What `nft -j list ruleset` printed, without the tables that iptables keeps there: they are most of it, and opaque. */
export function withoutIptables(text: string): string {
  try {
    const kept = itemsOf(text).filter((item) => {
      const [value] = Object.values(item)
      if (!isJson(value)) return true
      const table = 'table' in item ? value.name : value.table
      return !(iptablesTables.includes(String(table)) && (value.family === 'ip' || value.family === 'ip6'))
    })
    return JSON.stringify({ nftables: kept })
  } catch {
    return text
  }
}

function itemsOf(text: string): Json[] {
  if (text.trim() === '') return []
  const { nftables } = JSON.parse(text) as { nftables?: Json[] }
  return nftables ?? []
}

const ruleKey = ({ family, table, chain, handle }: Json): string => `${family} ${table} ${chain} ${handle}`

function packetsOf({ expr }: Json): number | undefined {
  const counter = ((expr ?? []) as Json[]).find((one) => isJson(one.counter))?.counter as Json | undefined
  return counter === undefined ? undefined : Number(counter.packets)
}

function chainOf(chain: Json, rules: readonly Json[], earlier: ReadonlyMap<string, number | undefined>): NftChain {
  const name = `${chain.family} ${chain.table}/${chain.name}`
  return {
    family: String(chain.family),
    table: String(chain.table),
    name: String(chain.name),
    priority: Number(chain.prio ?? 0),
    ...(chain.hook !== undefined && { hook: String(chain.hook) }),
    ...(chain.type !== undefined && { type: String(chain.type) }),
    ...(chain.dev !== undefined && { device: String(chain.dev) }),
    ...(chain.policy !== undefined && { policy: String(chain.policy) }),
    rules: rules.map((rule) => {
      const packets = packetsOf(rule)
      const was = earlier.get(ruleKey(rule))
      return {
        chain: name,
        handle: Number(rule.handle),
        expr: rule.expr as Json[],
        text: wordsOf(rule.expr as Json[]),
        ...(packets !== undefined && { packets }),
        ...(packets !== undefined && was !== undefined && { grewBy: Math.max(0, packets - was) }),
      }
    }),
  }
}

/** A rule near enough to what `nft list` prints for a person to find it. */
function wordsOf(expr: readonly Json[]): string {
  return expr.flatMap((one) => (isJson(one.counter) || 'counter' in one ? [] : [statement(one)])).join(' ')
}

function statement(one: Json): string {
  const [[key = '', value] = []] = Object.entries(one)
  if (key === 'match' && isJson(value))
    return `${describeValue(value.left)} ${value.op === '==' ? '' : `${value.op} `}${describeValue(value.right)}`
  if ((key === 'jump' || key === 'goto') && isJson(value)) return `${key} ${value.target}`
  if (key === 'vmap' && isJson(value)) return `${describeValue(value.key)} vmap ${describeValue(value.data)}`
  if (key === 'mangle' && isJson(value)) return `${describeValue(value.key)} set ${describeValue(value.value)}`
  if (key === 'masquerade') return 'masquerade fully-random'
  if (key === 'dnat' && isJson(value))
    return `dnat to ${describeValue(value.addr)}${value.port === undefined ? '' : `:${value.port}`}`
  return value === null ? key : `${key} ${describeValue(value)}`
}

/** An expression near enough to what `nft list` prints. */
export function describeValue(value: unknown): string {
  if (Array.isArray(value)) return value.map(describeValue).join(' . ')
  if (!isJson(value)) return String(value)
  if (isJson(value.payload)) return `${value.payload.protocol} ${value.payload.field}`
  if (isJson(value.meta)) return value.meta.key === 'l4proto' ? 'meta l4proto' : `meta ${value.meta.key}`
  if (isJson(value.ct)) return `ct ${value.ct.key}`
  if (isJson(value.prefix)) return `${value.prefix.addr}/${value.prefix.len}`
  if (isJson(value.fib)) return `fib ${describeValue(value.fib.flags)} ${value.fib.result}`
  if (isJson(value.numgen)) return `numgen ${value.numgen.mode} mod ${value.numgen.mod}`
  if (Array.isArray(value.concat)) return value.concat.map(describeValue).join(' . ')
  if (Array.isArray(value.set)) return `{ ${value.set.map(describeValue).join(', ')} }`
  const operator = ['&', '|', '^'].find((one) => Array.isArray(value[one]))
  if (operator !== undefined) return (value[operator] as unknown[]).map(describeValue).join(` ${operator} `)
  return JSON.stringify(value)
}
