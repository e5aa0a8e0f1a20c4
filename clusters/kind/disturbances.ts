import type { Disturbance } from '../../properties/model/step.ts'

/** What Steps may do beside changing the scenario. Addresses are not podnet's to hand out here. */
export const kindDisturbances: readonly Disturbance[] = [
  'flap-link',
  'restart-proxy',
  'restart-dns',
  'restart-network-daemon',
]
