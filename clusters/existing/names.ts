import type { ClusterEntry } from '../ledger/entry.ts'

/** Label of everything podnet makes in somebody's cluster, with the id of the ledger's entry as its value. */
export const ownerLabel = 'podnet/cluster'

/** Namespace of all that podnet makes in a cluster. Digits of the entry's id make it podnet's alone. */
export function namespaceName({ id }: Pick<ClusterEntry, 'id'>): string {
  return `podnet-${id.slice(-16)}`
}
