import type { Packet } from '../packet.ts'

export type HookName = 'ingress' | 'prerouting' | 'input' | 'forward' | 'output' | 'postrouting'

/** A packet at one hook of a network namespace. */
export interface AtHook {
  packet: Packet
  hook: HookName
  inDevice?: string
  outDevice?: string
  /** Whether an address is one of this namespace's own. */
  isLocal(address: string): boolean
  /** Members of an ipset; undefined where there is no such set, or it could not be read. */
  members(set: string): readonly string[] | undefined
}

/** What rules may do with a packet. Where a rule draws lots or asks what is not known, there are several. */
export interface Fate {
  kind: 'passed' | 'dropped' | 'rejected' | 'translated' | 'masqueraded'
  /** Where to, of a translation: `ADDRESS:PORT` of the destination, or the new source. */
  to?: string
  mark: number
  /** false: it depends on chance, or on what is not known of the packet. */
  certain: boolean
  /** The rule that decided; absent where no rule did. */
  rule?: FilterRule
}

/** A packet between two rules. */
export interface Going {
  mark: number
  certain: boolean
  /** The last rule that let it pass by all that was left of a chain. */
  rule?: FilterRule
}

/** Rules that ask for a mark let pass what is somebody else's: they are not what keeps a packet from being masqueraded. */
export function returnedBy(going: Going, rule: FilterRule): Going {
  return /\bmark\b/.test(rule.text) ? going : { ...going, rule }
}

/** A rule as its tool writes it. */
export interface FilterRule {
  /** `nat/KUBE-SERVICES` or `ip kube-proxy/services`. */
  chain: string
  text: string
  /** Packets it met between the two readings; absent where it has no counter. */
  grewBy?: number
}
