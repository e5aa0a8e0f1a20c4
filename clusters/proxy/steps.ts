import type { ServedService } from '../../properties/model/services/endpoint-slice.ts'
import type { NodeSpec } from '../../properties/model/topology.ts'
import { type Step, sysctl } from '../networks/step.ts'
import { iptablesJumps } from './iptables/jumps.ts'
import { iptablesRules } from './iptables/rules.ts'
import { nftablesBase } from './nftables/base.ts'
import { nftablesRules } from './nftables/rules.ts'
import { nodeServicePorts } from './node-service-port.ts'
import { portmapBase } from './portmap.ts'
import type { ProxyContext } from './settings.ts'

/**
 * What a Node's proxy does when it starts, before the network's own rules: chains, jumps and sysctls, and rules for no
 * Service yet. Throws Error for IPVS.
 */
export function startProxy(context: ProxyContext, node: NodeSpec): Step[] {
  const first = proxyRules(context, node, [], [])
  if (context.proxy.mode === 'iptables') return [iptablesJumps, ...first, portmapBase]
  // iptables' nat table is older than kube-proxy's, as on kind: of two at one priority the younger sees a packet first.
  return [portmapBase, tolerateHalfSeen, nftablesBase(context, node), ...first]
}

/** kind's answer to kubernetes#74839 in this mode, which has no rule against what connection tracking calls invalid. */
const tolerateHalfSeen = sysctl({ 'net/netfilter/nf_conntrack_tcp_be_liberal': '1' })

/** Makes a Node's rules those of the Services `after`, in one transaction for each tool. `before`: the Services they were for. */
export function proxyRules(
  context: ProxyContext,
  node: NodeSpec,
  before: readonly ServedService[],
  after: readonly ServedService[],
): Step[] {
  const write = { iptables: iptablesRules, nftables: nftablesRules, ipvs: withoutRules }[context.proxy.mode]
  return write(context, node, nodeServicePorts(before, node), nodeServicePorts(after, node))
}

function withoutRules(): Step[] {
  throw new Error('podnet writes no rules for IPVS')
}

/** Whether the proxy drops what connection tracking calls invalid. */
export function dropsInvalid({ mode }: Pick<ProxyContext['proxy'], 'mode'>): boolean {
  return mode !== 'nftables'
}
