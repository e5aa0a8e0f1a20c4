import type { Disturbance } from '../../properties/model/step.ts'

/** What Steps may do beside changing the scenario, in a lab that works with CNI plugins, with flanneld, or by itself. */
export function labDisturbances({ cni, flannel }: { cni?: unknown; flannel?: unknown }): Disturbance[] {
  return [
    // Plugins hand out addresses themselves.
    ...(cni === undefined ? (['reuse-address'] as const) : []),
    'flap-link',
    // flanneld would have to be started and ended with its Node.
    flannel === undefined ? 'change-nodes' : 'restart-network-daemon',
    'restart-proxy',
    'restart-dns',
  ]
}
