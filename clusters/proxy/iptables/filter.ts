import type { ServiceProxy } from '../../../properties/model/services/proxy.ts'
import type { NodeServicePort, Way } from '../node-service-port.ts'
import { masqueradeMark } from '../settings.ts'
import { comment, type TablePart, toPort } from './lines.ts'

/** The filter table: who is refused or dropped because nobody may answer, and what is let through. */
export function filterPart({ localhostNodePorts }: ServiceProxy, ports: readonly NodeServicePort[]): TablePart {
  return {
    chains: [
      'KUBE-SERVICES',
      'KUBE-EXTERNAL-SERVICES',
      'KUBE-FORWARD',
      'KUBE-NODEPORTS',
      'KUBE-PROXY-FIREWALL',
      'KUBE-FIREWALL',
    ],
    rules: [
      ...(localhostNodePorts ? [localnetGuard] : []),
      ...ports.flatMap((port) => [...refuseInternal(port), ...refuseExternal(port)]),
      ...forward,
    ],
  }
}

/** route_localnet opens 127.0.0.0/8 to the neighbours: only what was translated may come in (kubernetes#90259). */
const localnetGuard = `-A KUBE-FIREWALL ${comment('block incoming localnet connections')} -d 127.0.0.0/8 ! -s 127.0.0.0/8 -m conntrack ! --ctstate RELATED,ESTABLISHED,DNAT -j DROP`

/** What a Service's traffic needs where FORWARD accepts nothing by itself. */
export const forwardTaken: readonly string[] = [
  `-A KUBE-FORWARD ${comment('kubernetes forwarding rules')} -m mark --mark ${masqueradeMark}/${masqueradeMark} -j ACCEPT`,
  `-A KUBE-FORWARD ${comment('kubernetes forwarding conntrack rule')} -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT`,
]

const forward = [
  // Half-seen connections would otherwise be reset (kubernetes#74839).
  '-A KUBE-FORWARD -m conntrack --ctstate INVALID -j DROP',
  ...forwardTaken,
]

const verdicts: Partial<Record<Way, { target: string; why: string }>> = {
  reject: { target: 'REJECT', why: 'has no endpoints' },
  drop: { target: 'DROP', why: 'has no local endpoints' },
}

function refuseInternal(port: NodeServicePort): string[] {
  const verdict = verdicts[port.internal]
  if (verdict === undefined) return []
  const match = `${comment(`${port.name} ${verdict.why}`)} ${toPort(port, port.port, port.clusterIP)}`
  return [`-A KUBE-SERVICES ${match} -j ${verdict.target}`]
}

function refuseExternal(port: NodeServicePort): string[] {
  const verdict = verdicts[port.external]
  if (verdict === undefined) return []
  const start = `-A KUBE-EXTERNAL-SERVICES ${comment(`${port.name} ${verdict.why}`)}`
  const { nodePort } = port
  return [
    ...port.externalIPs.map((address) => `${start} ${toPort(port, port.port, address)} -j ${verdict.target}`),
    ...(nodePort === undefined
      ? []
      : [`${start} -m addrtype --dst-type LOCAL ${toPort(port, nodePort)} -j ${verdict.target}`]),
  ]
}
