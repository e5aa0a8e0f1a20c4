import { contains } from '../../model/address.ts'
import { type AtHook, type Fate, type FilterRule, type Going, returnedBy } from './filter.ts'

/** One table of `iptables-save -c`: chains in the order of their rules. */
export interface IptablesTable {
  name: string
  policies: ReadonlyMap<string, string>
  chains: ReadonlyMap<string, readonly IptablesRule[]>
}

interface IptablesRule extends FilterRule {
  words: readonly string[]
  packets: number
}

/** Reads `iptables-save -c`; `before` is an earlier reading of the same namespace. */
export function readIptablesSave(text: string, before = ''): IptablesTable[] {
  const earlier = before === '' ? undefined : countsOf(before)
  return before === text && text === '' ? [] : parse(text).map((table) => withGrowth(table, earlier))
}

function countsOf(text: string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { name, chains } of parse(text))
    for (const rules of chains.values())
      for (const { text, packets } of rules)
        counts.set(`${name} ${text}`, packets + (counts.get(`${name} ${text}`) ?? 0))
  return counts
}

function withGrowth(table: IptablesTable, earlier: ReadonlyMap<string, number> | undefined): IptablesTable {
  if (earlier === undefined) return table
  const chains = [...table.chains].map(([name, rules]) => {
    const grown = rules.map((rule) => {
      const was = earlier.get(`${table.name} ${rule.text}`)
      return was === undefined ? rule : { ...rule, grewBy: Math.max(0, rule.packets - was) }
    })
    return [name, grown] as const
  })
  return { ...table, chains: new Map(chains) }
}

function parse(text: string): IptablesTable[] {
  const tables: { name: string; policies: Map<string, string>; chains: Map<string, IptablesRule[]> }[] = []
  for (const line of text.split('\n')) {
    const table = tables.at(-1)
    if (line.startsWith('*')) tables.push({ name: line.slice(1), policies: new Map(), chains: new Map() })
    else if (line.startsWith(':')) {
      const [chain = '', policy = '-'] = line.slice(1).split(' ')
      table?.policies.set(chain, policy)
      table?.chains.set(chain, [])
    } else {
      const [, packets, rest] = /^(?:\[(\d+):\d+\] )?(-A .*)$/.exec(line) ?? []
      if (rest === undefined || table === undefined) continue
      const words = wordsOf(rest)
      const chain = words[1] ?? ''
      const rule = { chain: `${table.name}/${chain}`, text: rest, words: words.slice(2), packets: Number(packets ?? 0) }
      table.chains.set(chain, [...(table.chains.get(chain) ?? []), rule])
    }
  }
  return tables
}

const wordsOf = (line: string): string[] =>
  [...line.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')

const hooks = {
  prerouting: 'PREROUTING',
  input: 'INPUT',
  forward: 'FORWARD',
  output: 'OUTPUT',
  postrouting: 'POSTROUTING',
}
/** Fates followed at the most; rules that draw lots multiply them. */
const maxFates = 64
const maxDepth = 16

/** What a table does with a packet at a hook; what it lets pass is `passed`, with the mark it has then. */
export function askIptables(table: IptablesTable, at: AtHook): Fate[] {
  const chain = hooks[at.hook as keyof typeof hooks]
  if (chain === undefined || !table.chains.has(chain)) return [{ kind: 'passed', mark: at.packet.mark, certain: true }]
  const ends = walk(table, chain, at, { mark: at.packet.mark, certain: true }, 0)
  return ends.map((end): Fate => {
    if ('kind' in end) return end
    const policy = table.policies.get(chain)
    if (policy !== 'DROP') return { kind: 'passed', ...end }
    return { kind: 'dropped', ...end, rule: { chain: `${table.name}/${chain}`, text: `-P ${chain} DROP` } }
  })
}

/** Fates of those a rule decided on, and what goes on after the chain's end. */
function walk(table: IptablesTable, chain: string, at: AtHook, from: Going, depth: number): (Fate | Going)[] {
  let going: Going[] = [from]
  const decided: Fate[] = []
  const returned: Going[] = []
  for (const rule of depth > maxDepth ? [] : (table.chains.get(chain) ?? [])) {
    const next: Going[] = []
    for (const one of going) {
      const matched = matches(rule, at, one.mark)
      if (matched !== true) next.push(matched === false ? one : { ...one, certain: false })
      if (matched === false) continue
      const on: Going = { ...one, certain: one.certain && matched === true }
      for (const end of target(table, rule, at, on, depth)) {
        if (end === 'return') returned.push(returnedBy(on, rule))
        else if ('kind' in end) decided.push(end)
        else next.push(end)
      }
    }
    going = distinct(next)
    if (going.length === 0) break
  }
  return [...decided.slice(0, maxFates), ...distinct([...going, ...returned])]
}

function distinct(going: readonly Going[]): Going[] {
  return [...new Map(going.map((one) => [`${one.mark} ${one.certain}`, one])).values()]
}

function target(
  table: IptablesTable,
  rule: IptablesRule,
  at: AtHook,
  going: Going,
  depth: number,
): (Fate | Going | 'return')[] {
  const jump = rule.words.findIndex((word) => word === '-j' || word === '-g')
  const name = rule.words[jump + 1] ?? ''
  const option = (wanted: string) => rule.words[rule.words.indexOf(wanted, jump) + 1] ?? ''
  if (jump === -1) return [going]
  switch (name) {
    case 'ACCEPT':
      return [{ kind: 'passed', ...going, rule }]
    case 'DROP':
      return [{ kind: 'dropped', ...going, rule }]
    case 'REJECT':
      return [{ kind: 'rejected', ...going, rule }]
    case 'RETURN':
      return ['return']
    case 'DNAT':
      return [{ kind: 'translated', ...going, rule, to: option('--to-destination') }]
    case 'SNAT':
      return [{ kind: 'masqueraded', ...going, rule, to: option('--to-source').split(':')[0] ?? '' }]
    case 'MASQUERADE':
      return [{ kind: 'masqueraded', ...going, rule }]
    case 'MARK': {
      const xmark = rule.words.find((word) => /^--(set-x?mark|or-mark|and-mark|xor-mark)$/.test(word))
      return [{ ...going, mark: marked(going.mark, xmark ?? '', option(xmark ?? '')) }]
    }
    default: {
      if (!table.chains.has(name)) return [going]
      const ends = walk(table, name, at, going, depth + 1)
      if (rule.words[jump] === '-j') return ends
      return ends.map((end) => ('kind' in end ? end : 'return'))
    }
  }
}

function marked(mark: number, option: string, text: string): number {
  const [value = 0, mask = 0xffffffff] = text.split('/').map(Number)
  switch (option) {
    case '--set-xmark':
      return ((mark & ~mask) ^ value) >>> 0
    case '--set-mark':
      return ((mark & ~mask) | value) >>> 0
    case '--or-mark':
      return (mark | value) >>> 0
    case '--and-mark':
      return (mark & value) >>> 0
    default:
      return (mark ^ value) >>> 0
  }
}

type Answer = boolean | 'unknown'

function matches({ words }: IptablesRule, at: AtHook, mark: number): Answer {
  let answer: Answer = true
  for (let index = 0; index < words.length; index += 1) {
    const negated = words[index] === '!'
    if (negated) index += 1
    const option = words[index] ?? ''
    if (option === '-j' || option === '-g') break
    if (option === '-m' || option === '--comment') {
      index += 1
      continue
    }
    const [found, used] = ask(option, words.slice(index + 1), at, mark)
    index += used
    if (found === 'unknown') answer = 'unknown'
    else if (found === negated) return false
  }
  return answer
}

const isDevice = (pattern: string, device: string | undefined): boolean =>
  pattern.endsWith('+') ? (device ?? '').startsWith(pattern.slice(0, -1)) : pattern === device

function isPort(range: string, port: number): Answer {
  if (port === 0) return 'unknown'
  return range.split(',').some((one) => {
    const [from = '0', to = from] = one.split(':')
    return port >= Number(from) && port <= Number(to)
  })
}

const protocols: Record<string, string> = { '1': 'icmp', '6': 'tcp', '17': 'udp' }

/** Whether one option holds, and how many words it takes. */
function ask(option: string, words: readonly string[], at: AtHook, mark: number): [Answer, number] {
  const { packet } = at
  const [first = '', second = ''] = words
  switch (option) {
    case '-s':
      return [contains(first, packet.source), 1]
    case '-d':
      return [contains(first, packet.destination), 1]
    case '-i':
      return [isDevice(first, at.inDevice), 1]
    case '-o':
      return [isDevice(first, at.outDevice), 1]
    case '-p':
      return [(protocols[first] ?? first) === packet.protocol, 1]
    case '--dport':
    case '--dports':
      return [isPort(first, packet.destinationPort), 1]
    case '--sport':
    case '--sports':
      return [isPort(first, packet.sourcePort), 1]
    case '--mark': {
      const [value = 0, mask = 0xffffffff] = first.split('/').map(Number)
      return [(mark & mask) >>> 0 === value >>> 0, 1]
    }
    case '--ctstate':
    case '--state':
      return [first.split(',').includes(packet.state) || (first.includes('DNAT') && packet.translated === true), 1]
    case '--dst-type':
      return [first === 'LOCAL' ? at.isLocal(packet.destination) : 'unknown', 1]
    case '--src-type':
      // With --limit-iface-out an address counts only on the device it leaves by.
      return [
        words[1] === '--limit-iface-out' ? 'unknown' : first === 'LOCAL' ? at.isLocal(packet.source) : 'unknown',
        1,
      ]
    case '--limit-iface-in':
    case '--limit-iface-out':
      return [true, 0]
    case '--match-set': {
      const address = second.startsWith('src') ? packet.source : packet.destination
      const members = second.includes(',') ? undefined : at.members(first)
      return [members === undefined ? 'unknown' : members.some((member) => contains(member, address)), 2]
    }
    case '--icmp-type':
      return [packet.protocol === 'icmp' ? 'unknown' : false, 1]
    case '--syn':
      return [packet.protocol === 'tcp' && packet.state === 'NEW', 0]
    case '--tcp-flags':
      return ['unknown', 2]
    case '--set':
      return [true, 0]
    default: {
      // An option this reader does not know: up to the next one.
      const next = words.findIndex((word) => word.startsWith('-') || word === '!')
      return ['unknown', next === -1 ? words.length : next]
    }
  }
}
