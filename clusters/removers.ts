import { isHeld as isKindHeld, removeKindCluster } from './kind/cluster/remove.ts'
import { processRemover } from './ledger/remove-cluster.ts'
import type { Remover } from './ledger/sweep.ts'
import type { ProviderName } from './providers.ts'

/** How what is left of clusters is removed, by provider. */
export const removers: Record<ProviderName, Remover> = {
  lab: processRemover,
  kind: { parts: ['container', 'containers'], isHeld: isKindHeld, remove: removeKindCluster },
  // With the Kubernetes client, which other commands need not wait for.
  existing: {
    parts: ['namespace', 'namespaces'],
    isHeld: async (entry) => (await import('./existing/remove.ts')).isHeld(entry),
    remove: async (entry) => (await import('./existing/remove.ts')).removeFromCluster(entry),
  },
}
