import type { Step } from '../../networks/step.ts'

/** Leads one of the kernel's own chains to one of kube-proxy's. */
export interface Jump {
  from: string
  to: string
  /** Only the first packet of a connection. */
  isNew: boolean
  comment: string
}

export const jump = (from: string, to: string, comment: string, isNew = false): Jump => ({ from, to, comment, isNew })
const portals = 'kubernetes service portals'
const visible = 'kubernetes externally-visible service portals'
const firewall = 'kubernetes load balancer firewall'

/** In the order in which kube-proxy puts each before the others: the last comes first in its chain. */
const jumps: Record<'filter' | 'nat', readonly Jump[]> = {
  filter: [
    jump('INPUT', 'KUBE-EXTERNAL-SERVICES', visible, true),
    jump('FORWARD', 'KUBE-EXTERNAL-SERVICES', visible, true),
    jump('INPUT', 'KUBE-NODEPORTS', 'kubernetes health check service ports'),
    jump('FORWARD', 'KUBE-SERVICES', portals, true),
    jump('OUTPUT', 'KUBE-SERVICES', portals, true),
    jump('FORWARD', 'KUBE-FORWARD', 'kubernetes forwarding rules'),
    jump('INPUT', 'KUBE-PROXY-FIREWALL', firewall, true),
    jump('OUTPUT', 'KUBE-PROXY-FIREWALL', firewall, true),
    jump('FORWARD', 'KUBE-PROXY-FIREWALL', firewall, true),
    jump('INPUT', 'KUBE-FIREWALL', ''),
    jump('OUTPUT', 'KUBE-FIREWALL', ''),
  ],
  nat: [
    jump('OUTPUT', 'KUBE-SERVICES', portals),
    jump('PREROUTING', 'KUBE-SERVICES', portals),
    jump('POSTROUTING', 'KUBE-POSTROUTING', 'kubernetes postrouting rules'),
  ],
}

/** Leads the kernel's own chains to kube-proxy's, which are empty yet. To be run once. */
export const iptablesJumps: Step = jumpStep(jumps)

/** Makes the chains that jumps lead to, and each jump the first rule of its chain: the last one comes first. */
export function jumpStep(tables: Readonly<Record<'filter' | 'nat', readonly Jump[]>>): Step {
  return {
    tool: 'iptables-restore',
    lines: Object.entries(tables).flatMap(([table, list]) => [
      `*${table}`,
      ...[...new Set(list.map(({ to }) => to))].map((chain) => `:${chain} - [0:0]`),
      ...list.map(jumpRule),
      'COMMIT',
    ]),
  }
}

function jumpRule({ from, to, isNew, comment }: Jump): string {
  const state = isNew ? ' -m conntrack --ctstate NEW' : ''
  const words = comment === '' ? '' : ` -m comment --comment "${comment}"`
  return `-I ${from} 1${state}${words} -j ${to}`
}
