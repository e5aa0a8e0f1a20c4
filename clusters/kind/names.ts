import type { ClusterEntry } from '../ledger/entry.ts'

/**
 * Name of the kind cluster behind a podnet cluster. Digits of the entry's id make it podnet's alone: nobody else's
 * cluster can bear it, so that whatever bears it may be removed. kind allows 50 letters; podnet's own name has up to 40.
 */
export function kindName({ name, id }: Pick<ClusterEntry, 'name' | 'id'>): string {
  return `${name}-${id.slice(name.length + 1, name.length + 7)}`
}

/** Namespace of podnet's Pods in a cluster that is podnet's own. */
export const podNamespace = 'podnet'

/** Container of the host outside the cluster. */
export function externalContainer(entry: Pick<ClusterEntry, 'name' | 'id'>): string {
  return `${kindName(entry)}-external`
}

/**
 * Containers of a kind cluster with one control plane, in the order kind makes them. Kubernetes calls its Nodes by
 * the same names; scenarios call them node1, node2 ...
 */
export function nodeContainers(kindName: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => {
    if (index === 0) return `${kindName}-control-plane`
    return index === 1 ? `${kindName}-worker` : `${kindName}-worker${index}`
  })
}
