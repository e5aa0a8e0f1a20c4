import type { Rule } from '../rules.ts'

/** What must come of a scenario's Steps, beside the rules of its last state. */
export const historyRules = [
  {
    id: 'history-converges',
    text: 'Some time after the last step of a history, which the provider names, every probe shows what the model says of the last state.',
    citation: 'kubernetes.io/docs/concepts/architecture/controller; the bound and its source stand in the record',
  },
  {
    id: 'untouched-connection-stays',
    text: 'A TCP connection whose ends and Service no step touches stays.',
    citation: 'kubernetes v1.34.4 pkg/proxy: established connections pass by connection tracking; datapath 2.6',
  },
  {
    id: 'untouched-traffic-goes-on',
    text: 'Traffic whose ends and Service no step touches has no gap longer than one lost packet makes.',
    citation: 'rules are replaced in one transaction: iptables-restore, nft -f; datapath 1.4',
  },
] as const satisfies readonly Rule[]
