import type { NodeSpec } from '../../../properties/model/topology.ts'
import { ip, type Step, sysctl } from '../../networks/step.ts'
import { forwardTaken } from '../iptables/filter.ts'
import { jump, jumpStep } from '../iptables/jumps.ts'
import { comment, tableLines } from '../iptables/lines.ts'
import { masquerading } from '../iptables/nat.ts'
import { localRange, type ProxyContext } from '../settings.ts'
import { createSets, type SetName } from './sets.ts'

/** Bears every address that ip_vs is to see: packets to an address of the Node's own come by INPUT. Never up. */
export const dummyDevice = 'kube-ipvs0'

/**
 * What kube-proxy makes once: the device, its sysctls, the sets, and rules that ask only the sets, so that Services
 * change no rule. kube-proxy leaves out the rules of empty sets, which match nothing. Its strictARP is off, as kubeadm
 * leaves it.
 */
export function ipvsBase(context: ProxyContext, node: NodeSpec): Step[] {
  return [
    sysctl({
      'net/ipv4/vs/conntrack': '1',
      'net/ipv4/vs/expire_nodest_conn': '1',
      'net/ipv4/vs/expire_quiescent_template': '1',
    }),
    ip(`link add ${dummyDevice} type dummy`),
    { tool: 'ipset', lines: createSets },
    jumpStep(jumps),
    {
      tool: 'iptables-restore',
      lines: [...tableLines('filter', [filter]), ...tableLines('nat', [nat(context, node)])],
    },
  ]
}

const jumps = {
  filter: [
    jump('FORWARD', 'KUBE-FORWARD', 'kubernetes forwarding rules'),
    jump('INPUT', 'KUBE-IPVS-FILTER', 'kubernetes ipvs access filter'),
  ],
  nat: [
    jump('OUTPUT', 'KUBE-SERVICES', 'kubernetes service portals'),
    jump('PREROUTING', 'KUBE-SERVICES', 'kubernetes service portals'),
    jump('POSTROUTING', 'KUBE-POSTROUTING', 'kubernetes postrouting rules'),
  ],
}

const inSet = (set: SetName, what = 'dst,dst'): string => `-m set --match-set ${set} ${what}`

/** The Node's own programs must not be reached by a Service's address (kubernetes#72236). */
const filter = {
  chains: ['KUBE-FORWARD', 'KUBE-IPVS-FILTER'],
  rules: [
    ...forwardTaken,
    `-A KUBE-IPVS-FILTER ${inSet('KUBE-CLUSTER-IP')} -j RETURN`,
    `-A KUBE-IPVS-FILTER ${inSet('KUBE-EXTERNAL-IP')} -j RETURN`,
    `-A KUBE-IPVS-FILTER ${inSet('KUBE-EXTERNAL-IP-LOCAL')} -j RETURN`,
    `-A KUBE-IPVS-FILTER -m conntrack --ctstate NEW ${inSet('KUBE-IPVS-IPS', 'dst')} -j REJECT`,
  ],
}

/** ip_vs translates the destination; these rules say whose source is masqueraded. */
function nat({ proxy }: ProxyContext, node: NodeSpec) {
  const services = '-A KUBE-SERVICES'
  const range = localRange(proxy, node)
  const whose = range === undefined ? inSet('KUBE-CLUSTER-IP', 'src,dst') : `${inSet('KUBE-CLUSTER-IP')} ! -s ${range}`
  const marked = proxy.masqueradeAll ? inSet('KUBE-CLUSTER-IP') : whose
  return {
    chains: ['KUBE-SERVICES', 'KUBE-POSTROUTING', 'KUBE-NODE-PORT', 'KUBE-MARK-MASQ'],
    rules: [
      `${services} -s 127.0.0.0/8 -j RETURN`,
      `${services} ${comment('cluster IPs of who is no Pod')} ${marked} -j KUBE-MARK-MASQ`,
      `${services} ${inSet('KUBE-EXTERNAL-IP')} -j KUBE-MARK-MASQ`,
      ...(['KUBE-EXTERNAL-IP', 'KUBE-EXTERNAL-IP-LOCAL'] as const).flatMap((set) => [
        `${services} ${inSet(set)} -m physdev ! --physdev-is-in -m addrtype ! --src-type LOCAL -j ACCEPT`,
        `${services} ${inSet(set)} -m addrtype --dst-type LOCAL -j ACCEPT`,
      ]),
      `${services} -m addrtype --dst-type LOCAL -j KUBE-NODE-PORT`,
      `${services} ${inSet('KUBE-CLUSTER-IP')} -j ACCEPT`,
      ...(['TCP', 'UDP'] as const).flatMap((protocol) => [
        `-A KUBE-NODE-PORT -p ${protocol.toLowerCase()} ${inSet(`KUBE-NODE-PORT-LOCAL-${protocol}`, 'dst')} -j RETURN`,
        `-A KUBE-NODE-PORT -p ${protocol.toLowerCase()} ${inSet(`KUBE-NODE-PORT-${protocol}`, 'dst')} -j KUBE-MARK-MASQ`,
      ]),
      `-A KUBE-POSTROUTING ${comment('endpoints that call themselves')} ${inSet('KUBE-LOOP-BACK', 'dst,dst,src')} -j MASQUERADE`,
      ...masquerading,
    ],
  }
}
