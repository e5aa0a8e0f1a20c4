import type { Capabilities } from '../../properties/model/capability.ts'
export async function probeCapabilities(_signal: AbortSignal): Promise<Capabilities> {
  return { vxlan: true, ipip: 'stub', iptables: true, nftables: true, ipset: true, 'bridge-netfilter': true, 'icmp-echo': true, capture: true }
}
