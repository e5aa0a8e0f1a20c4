import { isHeld as isKindHeld, removeKindCluster } from './kind/cluster/remove.ts'
import { processRemover } from './ledger/remove-cluster.ts'
import type { Remover } from './ledger/sweep.ts'
import type { ProviderName } from './providers.ts'

/** How what is left of clusters is removed, by provider. */
export const removers: Record<ProviderName, Remover> = {
  lab: processRemover,
  kind: { parts: ['container', 'containers'], isHeld: isKindHeld, remove: removeKindCluster },
}
