import type { Probe } from '../../properties/model/probe.ts'
import type { ClusterDns } from '../../properties/model/services/dns/cluster-dns.ts'
import { type Clock, systemClock } from '../host/clock.ts'

/**
 * Waits, before names are asked for, until no DNS server keeps an answer from before the last change (`keptSeconds`):
 * nothing but time ends that, and an old answer within it is right. Without `keptSeconds` nobody waits.
 */
export function oldNames(clock: Clock = systemClock) {
  let changedAtMs = clock.nowMs()
  return {
    changed(): void {
      changedAtMs = clock.nowMs()
    },
    async settle(dns: ClusterDns | undefined, probes: readonly Probe[], signal: AbortSignal): Promise<void> {
      const { keptSeconds } = dns ?? {}
      if (keptSeconds === undefined || !probes.some(({ query }) => query !== undefined)) return
      // TTLs are whole seconds: an answer may begin one late.
      const leftMs = changedAtMs + (keptSeconds + 1) * 1_000 - clock.nowMs()
      if (leftMs > 0) await clock.wait(leftMs, signal)
    },
  }
}
