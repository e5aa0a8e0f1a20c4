import type { SizeClass } from '../../properties/model/probe.ts'
import { PMTUDISC_DO, PMTUDISC_DONT, PMTUDISC_WANT } from './linux.ts'
import type { Fragmentation } from './wire.ts'

/** Path MTU discovery of each kind of message, for clients and servers alike. */
export const pathMtuDiscovery: Record<Fragmentation, number> = {
  default: PMTUDISC_WANT,
  never: PMTUDISC_DO,
  allowed: PMTUDISC_DONT,
}

/** TCP never sees MTU faults on veth devices (datapath 0.10): datagrams of exact size with DF do. */
export function fragmentationOf(size: SizeClass): Fragmentation {
  if (size === 'full' || size === 'oversize') return 'never'
  return size === 'fragmented' ? 'allowed' : 'default'
}
