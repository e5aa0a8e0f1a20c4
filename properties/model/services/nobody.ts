import type { Allowed } from '../expectation.ts'
import type { Arrival } from './arrival.ts'

/** Nothing answers and nothing refuses, unless a router on the way says that it knows no such address. */
export const leftToTheRoute: readonly Allowed[] = [
  { outcome: 'timed-out' },
  { outcome: 'host-unreachable' },
  { outcome: 'network-unreachable' },
]

/** The address of a Pod that is gone: no neighbour behind a bridge, silence or EINVAL behind a blackhole route. */
export const nobodyThere: readonly Allowed[] = [
  { outcome: 'host-unreachable' },
  { outcome: 'timed-out' },
  { outcome: 'invalid-argument' },
]

/**
 * Rejected by rules in FORWARD and INPUT, or on the entry Node's own way out: there UDP and ICMP fail to send at all
 * (datapath 0.7). An ICMP socket that is not connected is told nothing.
 */
export function rejected({ fromEntryNode, protocol }: Arrival, hook: 'output' | 'input'): Allowed[] {
  if (fromEntryNode && hook === 'output' && protocol !== 'tcp') return [{ outcome: 'not-permitted' }]
  return [{ outcome: 'refused' }, ...(protocol === 'icmp' ? [{ outcome: 'timed-out' as const }] : [])]
}

/** Dropped without a word; what the entry Node itself sends may fail to send where OUTPUT drops it, but for TCP. */
export function dropped({ fromEntryNode, protocol }: Arrival, hook: 'output' | 'input'): Allowed[] {
  const fails = fromEntryNode && hook === 'output' && protocol !== 'tcp'
  return [{ outcome: 'timed-out' }, ...(fails ? [{ outcome: 'not-permitted' as const }] : [])]
}
