import type { NodeSpec } from '../../properties/model/topology.ts'
import { type Step, sysctl } from '../networks/step.ts'
import { iptablesJumps } from './iptables/jumps.ts'
import { iptablesRules } from './iptables/rules.ts'
import { ipvsBase } from './ipvs/base.ts'
import { ipvsRules } from './ipvs/rules.ts'
import { nftablesBase } from './nftables/base.ts'
import { nftablesRules } from './nftables/rules.ts'
import { nodeServicePorts } from './node-service-port.ts'
import { portmapBase } from './portmap.ts'
import type { ProxyContext, ServedNode } from './settings.ts'

/**
 * What a Node's proxy does when it starts, before the network's own rules: chains, jumps and sysctls, and rules for no
 * Service yet.
 */
export function startProxy(context: ProxyContext, node: NodeSpec): Step[] {
  const first = proxyRules(context, node, nothing, nothing)
  switch (context.proxy.mode) {
    case 'iptables':
      return [iptablesJumps, ...first, portmapBase]
    case 'nftables':
      // iptables' nat table is older than kube-proxy's, as on kind: of two at one priority the younger sees a packet first.
      return [portmapBase, tolerateHalfSeen, nftablesBase(context, node), ...first]
    case 'ipvs':
      return [...ipvsBase(context, node), portmapBase]
  }
}

const nothing: ServedNode = { services: [], addresses: [] }

/** kind's answer to kubernetes#74839 in this mode, which has no rule against what connection tracking calls invalid. */
const tolerateHalfSeen = sysctl({ 'net/netfilter/nf_conntrack_tcp_be_liberal': '1' })

/**
 * Makes a Node's rules those of the Services `after`, in one transaction for each tool; IPVS has none, and goes one
 * Service port at a time. `before`: what they were for.
 */
export function proxyRules(context: ProxyContext, node: NodeSpec, before: ServedNode, after: ServedNode): Step[] {
  const [old, next] = [before, after].map(({ services }) => nodeServicePorts(services, node)) as [Ports, Ports]
  switch (context.proxy.mode) {
    case 'iptables':
      return iptablesRules(context, node, old, next)
    case 'nftables':
      return nftablesRules(context, node, old, next)
    case 'ipvs':
      return ipvsRules(
        context,
        node,
        { ports: old, addresses: before.addresses },
        { ports: next, addresses: after.addresses },
      )
  }
}

type Ports = ReturnType<typeof nodeServicePorts>

/** Whether the proxy drops what connection tracking calls invalid. */
export function dropsInvalid({ mode }: Pick<ProxyContext['proxy'], 'mode'>): boolean {
  return mode === 'iptables'
}
