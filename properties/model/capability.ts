/** What a network or a property needs of the kernel and the machine. Probed at the start of a run, never assumed. */
export type Capability =
  | 'vxlan'
  | 'ipip'
  | 'tun'
  | 'flanneld'
  | 'iptables'
  | 'nftables'
  | 'ipset'
  | 'bridge-netfilter'
  | 'service-iptables' // what kube-proxy's rules ask for: the matches recent, statistic, addrtype, conntrack, mark
  | 'service-nftables' // verdict maps over address, protocol and port, numgen, fib, sets with timeouts
  | 'ip-vs'
  | 'icmp-echo'
  | 'capture'

/** `true`, or the reason why it is missing. */
export type Capabilities = Record<Capability, true | string>

/** Reasons for every needed capability that is missing; empty when all are there. */
export function missingCapabilities(needs: readonly Capability[], capabilities: Capabilities): string[] {
  return needs.flatMap((need) => {
    const state = capabilities[need]
    return state === true ? [] : [`${need}: ${state}`]
  })
}
