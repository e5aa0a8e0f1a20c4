import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { stateDirectory } from '../../ledger/directory.ts'
import type { ClusterEntry } from '../../ledger/entry.ts'

const folder = ({ id }: Pick<ClusterEntry, 'id'>): string => join(stateDirectory(), 'kind', id)

/** A kubeconfig of the cluster's own: the user's is never touched. */
export function kubeconfigPath(entry: Pick<ClusterEntry, 'id'>): string {
  return join(folder(entry), 'kubeconfig')
}

export function makeKubeconfigFolder(entry: Pick<ClusterEntry, 'id'>): void {
  mkdirSync(folder(entry), { recursive: true, mode: 0o700 })
}

export function removeKubeconfig(entry: Pick<ClusterEntry, 'id'>): void {
  rmSync(folder(entry), { recursive: true, force: true })
}
