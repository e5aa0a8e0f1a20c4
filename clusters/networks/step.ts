/** Input for one tool, run once in one network namespace: many changes, one process. */
export interface ToolStep {
  /** Each in its batch mode: `ip -batch -`, `bridge -batch -`, `iptables-restore --noflush`, `nft -f -`, `ipset restore`, `ipvsadm --restore`. */
  tool: 'ip' | 'bridge' | 'iptables-restore' | 'nft' | 'ipset' | 'ipvsadm'
  lines: readonly string[]
  /** true: goes on to the next step when this one fails, for what may exist already or be missing. */
  mayFail?: boolean
}

/** Files below /proc/sys, by their path there: `net/ipv4/ip_forward`. Paths, since device names may hold dots. */
export interface SysctlStep {
  tool: 'sysctl'
  values: Readonly<Record<string, string>>
  /** true: leaves out files that this kernel does not have. */
  ifPresent?: boolean
}

/** One thing to do in a network namespace. A plan is a list of them, in order; it is data until someone runs it. */
export type Step = ToolStep | SysctlStep

export const ip = (...lines: string[]): Step => ({ tool: 'ip', lines })
export const bridge = (...lines: string[]): Step => ({ tool: 'bridge', lines })
/** What may be gone already: each line by itself, since a tool ends with the first that fails. */
export const without = (tool: 'ip' | 'bridge' | 'ipset', ...lines: string[]): Step[] =>
  lines.map((line) => ({ tool, lines: [line], mayFail: true }))
export const sysctl = (values: Record<string, string>): Step => ({ tool: 'sysctl', values })
