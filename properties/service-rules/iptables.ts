import { portId, type ReadPort, type ReadRules } from './read-rules.ts'

/** kube-proxy's chains in the lines of `iptables-save -t nat` (datapath 1.4). */
export function readIptables(lines: readonly string[]): ReadRules {
  const rules = lines.map(readRule)
  const chains = Map.groupBy(rules, ({ chain }) => chain)
  const ports = new Map<string, ReadPort>()
  for (const { words, target } of chains.get('KUBE-SERVICES') ?? []) {
    const [address, port] = [words['-d']?.replace('/32', ''), words['--dport']]
    if (address === undefined || port === undefined || target === undefined) continue
    // Several may match; the first decides.
    const key = portId(words['-p'] ?? '', address, port)
    if (!ports.has(key)) ports.set(key, readPort(chains, target))
  }
  const nodePorts = (chains.get('KUBE-NODEPORTS') ?? []).flatMap(({ words }) =>
    words['--dport'] === undefined ? [] : [`${words['-p']} ${words['--dport']}`],
  )
  return { missingJumps: missingJumps(chains), ports, nodePorts: new Set(nodePorts) }
}

interface Rule {
  chain: string
  target?: string
  /** Options with the word behind each, comments left out. */
  words: Readonly<Record<string, string>>
}

type Chains = ReadonlyMap<string, readonly Rule[]>

function readRule(line: string): Rule {
  const parts = line.replace(/ --comment ("(?:[^"\\]|\\.)*"|\S+)/g, '').split(' ')
  const words: Record<string, string> = {}
  for (const [index, word] of parts.entries()) if (word.startsWith('-')) words[word] = parts[index + 1] ?? ''
  const target = words['-j'] ?? words['-g']
  return { chain: words['-A'] ?? '', words, ...(target !== undefined && { target }) }
}

/** A chain that leads to endpoints, or one between (KUBE-EXT) that leads to such a chain. */
function readPort(chains: Chains, chain: string): ReadPort {
  const rules = chains.get(chain) ?? []
  const between = rules.find(({ target }) => /^KUBE-SV[CL]-/.test(target ?? '') && chain.startsWith('KUBE-EXT-'))
  if (between?.target !== undefined) return readPort(chains, between.target)
  const toEndpoints = rules.filter(({ target }) => target?.startsWith('KUBE-SEP-'))
  const drawn = toEndpoints.filter(({ words }) => !('--rcheck' in words))
  const endpoints = toEndpoints.flatMap(({ target }) =>
    (chains.get(target ?? '') ?? []).flatMap(({ words }) => words['--to-destination'] ?? []),
  )
  const seconds = toEndpoints.flatMap(({ words }) =>
    words['--seconds'] === undefined ? [] : [Number(words['--seconds'])],
  )
  return { endpoints: [...new Set(endpoints)], even: isEven(drawn), seconds: [...new Set(seconds)] }
}

/** Of k rules the first takes one in k, the next one in k - 1 of the rest, the last what is left. */
function isEven(drawn: readonly Rule[]): boolean {
  return drawn.every(({ words }, index) => {
    const share = Number(words['--probability'] ?? 1)
    return Math.abs(share * (drawn.length - index) - 1) < 1e-3
  })
}

/** Whose jumps must not come before kube-proxy's: they take the same packets. */
const after: Readonly<Record<string, { jump: string; before: readonly string[] }>> = {
  PREROUTING: { jump: 'KUBE-SERVICES', before: ['CNI-HOSTPORT-DNAT'] },
  OUTPUT: { jump: 'KUBE-SERVICES', before: ['CNI-HOSTPORT-DNAT'] },
  POSTROUTING: { jump: 'KUBE-POSTROUTING', before: ['FLANNEL-POSTRTG', 'MASQUERADE'] },
}

function missingJumps(chains: Chains): string[] {
  const missing = Object.entries(after).flatMap(([chain, { jump, before }]) => {
    const targets = (chains.get(chain) ?? []).map(({ target }) => target ?? '')
    const position = targets.indexOf(jump)
    if (position === -1) return [`no jump from ${chain} to ${jump}`]
    const first = before.find((other) => targets.slice(0, position).includes(other))
    return first === undefined ? [] : [`in ${chain} ${first} comes before ${jump}`]
  })
  const nodePorts = (chains.get('KUBE-SERVICES') ?? []).at(-1)?.target
  const masquerades = (chains.get('KUBE-POSTROUTING') ?? []).some(({ target }) => target === 'MASQUERADE')
  return [
    ...missing,
    ...(nodePorts === 'KUBE-NODEPORTS' ? [] : ['KUBE-SERVICES does not end in KUBE-NODEPORTS']),
    ...(masquerades ? [] : ['KUBE-POSTROUTING does not masquerade']),
  ]
}
