import type { Capability } from '../capability.ts'
import type { ProxyMode } from './proxy.ts'

/** What each mode needs of the kernel, hostPorts among it: the portmap plugin writes iptables rules whatever the proxy does. */
export const proxyNeeds: Readonly<Record<ProxyMode, readonly Capability[]>> = {
  iptables: ['service-iptables', 'bridge-netfilter'],
  nftables: ['service-nftables', 'service-iptables', 'bridge-netfilter'],
  ipvs: ['ip-vs', 'ipset', 'service-iptables', 'bridge-netfilter'],
}
