import type { NodeSpec } from '../../../properties/model/topology.ts'
import type { Step } from '../../networks/step.ts'
import { masqueradeMark, nodePortAddresses, type ProxyContext } from '../settings.ts'

/** The table of kube-proxy's nftables mode without Services. To be run once. */
export function nftablesBase({ proxy, topology }: ProxyContext, node: NodeSpec): Step {
  const nodePorts = nodePortAddresses(proxy, node)
  return {
    tool: 'nft',
    lines: [
      'table ip kube-proxy {',
      'comment "rules for kube-proxy"',
      ...maps,
      ...(nodePorts === undefined ? [] : nodePortSet(nodePorts)),
      ...chain('reject-chain', 'reject'),
      ...chain('mark-for-masquerade', `mark set mark or ${masqueradeMark}`),
      ...chain(
        'masquerading',
        `mark and ${masqueradeMark} == 0 return`,
        `mark set mark xor ${masqueradeMark}`,
        'masquerade fully-random',
      ),
      ...chain('services', `${serviceKey} vmap @service-ips`, `${toNodePort(nodePorts, true)} vmap @service-nodeports`),
      ...chain('service-endpoints-check', `${serviceKey} vmap @no-endpoint-services`),
      ...chain('nodeport-endpoints-check', `${toNodePort(nodePorts, false)} vmap @no-endpoint-nodeports`),
      ...chain('firewall-check', `${serviceKey} vmap @firewall-ips`),
      ...chain('cluster-ips-check', 'ip daddr @cluster-ips reject', `ip daddr ${topology.serviceCIDR} drop`),
      ...hooks,
      '}',
    ],
  }
}

const serviceKey = 'ip daddr . meta l4proto . th dport'
const nodePortKey = 'meta l4proto . th dport'

const maps = [
  ...map('service-ips', 'ipv4_addr . inet_proto . inet_service'),
  ...map('service-nodeports', 'inet_proto . inet_service'),
  ...map('no-endpoint-services', 'ipv4_addr . inet_proto . inet_service'),
  ...map('no-endpoint-nodeports', 'inet_proto . inet_service'),
  ...map('firewall-ips', 'ipv4_addr . inet_proto . inet_service'),
  'set cluster-ips {',
  'type ipv4_addr',
  '}',
]

function map(name: string, key: string): string[] {
  return [`map ${name} {`, `type ${key} : verdict`, '}']
}

function nodePortSet(addresses: readonly string[]): string[] {
  return ['set nodeport-ips {', 'type ipv4_addr', `elements = { ${addresses.join(', ')} }`, '}']
}

/** NodePorts never open on 127.0.0.0/8 here: nothing would masquerade such calls. */
function toNodePort(addresses: readonly string[] | undefined, isTranslated: boolean): string {
  if (addresses !== undefined) return `ip daddr @nodeport-ips ${nodePortKey}`
  return `${isTranslated ? 'fib daddr type local ' : ''}ip daddr != 127.0.0.0/8 ${nodePortKey}`
}

function chain(name: string, ...rules: string[]): string[] {
  return [`chain ${name} {`, ...rules, '}']
}

/** kube-proxy's base chains; what needs the address before translation looks ten earlier than dstnat. */
const hooks = [
  ...hook('filter-prerouting-pre-dnat', 'filter', 'prerouting', 'dstnat - 10', 'ct state new jump firewall-check'),
  ...hook('filter-output-pre-dnat', 'filter', 'output', '-110', 'ct state new jump firewall-check'),
  ...hook(
    'filter-input',
    'filter',
    'input',
    'filter',
    'ct state new jump nodeport-endpoints-check',
    'ct state new jump service-endpoints-check',
  ),
  ...hook(
    'filter-forward',
    'filter',
    'forward',
    'filter',
    'ct state new jump service-endpoints-check',
    'ct state new jump cluster-ips-check',
  ),
  ...hook(
    'filter-output',
    'filter',
    'output',
    'filter',
    'ct state new jump service-endpoints-check',
    'ct state new jump cluster-ips-check',
  ),
  ...hook('nat-prerouting', 'nat', 'prerouting', 'dstnat', 'jump services'),
  // nft has a name for this priority in prerouting alone.
  ...hook('nat-output', 'nat', 'output', '-100', 'jump services'),
  ...hook('nat-postrouting', 'nat', 'postrouting', 'srcnat', 'jump masquerading'),
]

function hook(name: string, type: string, at: string, priority: string, ...rules: string[]): string[] {
  return chain(name, `type ${type} hook ${at} priority ${priority};`, ...rules)
}
