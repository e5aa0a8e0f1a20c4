import { portId, type ReadPort, type ReadRules } from './read-rules.ts'

/** kube-proxy's table in the lines of `nft list table ip kube-proxy` (datapath 1.4). */
export function readNftables(lines: readonly string[]): ReadRules {
  const blocks = readBlocks(lines)
  const ports = new Map<string, ReadPort>()
  for (const [key, verdict] of elements(blocks, 'map service-ips')) {
    const [address = '', protocol = '', port = ''] = key.split(' . ')
    ports.set(portId(protocol, address, port), readPort(blocks, chainOf(verdict)))
  }
  const nodePorts = elements(blocks, 'map service-nodeports').map(([key]) => key.replace(' . ', ' '))
  return { missingJumps: missingJumps(blocks), ports, nodePorts: new Set(nodePorts) }
}

/** Lines by what they are in: `map service-ips`, `chain services`. */
type Blocks = ReadonlyMap<string, readonly string[]>

function readBlocks(lines: readonly string[]): Blocks {
  const blocks = new Map<string, string[]>()
  let open: string[] | undefined
  for (const line of lines.map((one) => one.trim())) {
    const [, name] = /^((?:map|set|chain) \S+) \{$/.exec(line) ?? []
    if (name !== undefined) {
      open = []
      blocks.set(name, open)
    } else if (line === '}') open = undefined
    else open?.push(line)
  }
  return blocks
}

/** Keys and values of a map; nft writes a long list on several lines. */
function elements(blocks: Blocks, name: string): [key: string, value: string][] {
  const [, list = ''] = /elements = \{(.*)\}/.exec((blocks.get(name) ?? []).join(' ')) ?? []
  return list
    .split(',')
    .map((one) => one.trim().split(' : '))
    .flatMap(([key, value]) => (key === undefined || value === undefined ? [] : [[key, value]]))
}

const chainOf = (verdict: string): string => verdict.replace(/^goto /, '')

/** A chain that leads to endpoints, or one between (external-) that goes on to such a chain. */
function readPort(blocks: Blocks, chain: string): ReadPort {
  const rules = blocks.get(`chain ${chain}`) ?? []
  const between = rules
    .map((rule) => /goto ((?:service|local)-\S+)$/.exec(rule)?.[1])
    .find((name) => name !== undefined)
  if (between !== undefined && chain.startsWith('external-')) return readPort(blocks, between)
  const [, choices, list = ''] =
    rules.map((rule) => /numgen random mod (\d+) vmap \{(.*)\}/.exec(rule)).find((match) => match !== null) ?? []
  const drawn = [...list.matchAll(/\d+ : goto ([^\s,]+)/g)].map(([, name = '']) => name)
  const sticky = rules.flatMap((rule) => {
    const [, set, name] = /^ip saddr @(\S+) goto (\S+)$/.exec(rule) ?? []
    return set === undefined || name === undefined ? [] : [{ set, name }]
  })
  const endpoints = [...drawn, ...sticky.map(({ name }) => name)].flatMap((name) =>
    (blocks.get(`chain ${name}`) ?? []).flatMap((rule) => / dnat to (\S+)$/.exec(rule)?.[1] ?? []),
  )
  return {
    endpoints: [...new Set(endpoints)],
    even: Number(choices ?? 0) === new Set(drawn).size,
    seconds: [...new Set(sticky.map(({ set }) => timeoutOf(blocks.get(`set ${set}`) ?? [])))],
  }
}

/** `timeout 3h`, `timeout 1m30s`: as seconds; NaN without. */
function timeoutOf(lines: readonly string[]): number {
  const [, text = ''] = lines.map((line) => /^timeout (\S+)$/.exec(line)).find((match) => match !== null) ?? []
  const units: Record<string, number> = { d: 86_400, h: 3_600, m: 60, s: 1 }
  const parts = [...text.matchAll(/(\d+)([dhms])(?!s)/g)]
  if (parts.length === 0) return Number.NaN
  return parts.reduce((sum, [, number, unit = 's']) => sum + Number(number) * (units[unit] ?? 0), 0)
}

const jumps = [
  ['nat-prerouting', 'jump services'],
  ['nat-output', 'jump services'],
  ['nat-postrouting', 'jump masquerading'],
] as const

function missingJumps(blocks: Blocks): string[] {
  return jumps.flatMap(([chain, jump]) =>
    blocks.get(`chain ${chain}`)?.includes(jump) ? [] : [`chain ${chain} does not ${jump}`],
  )
}
