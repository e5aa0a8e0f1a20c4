import { isRunning } from '../host/process-identity.ts'
import type { ClusterEntry } from './entry.ts'
import { findMarkedProcesses } from './find-processes.ts'
import { readLedger } from './ledger.ts'
import { releaseNeighbourTable } from './neighbour-table.ts'
import { removeCluster } from './remove-cluster.ts'

export interface SweepOptions {
  /** Removes kept clusters too. A cluster that a living command uses is left alone even then. */
  all: boolean
}

/**
 * Removes what the ledger proves to be podnet's and nobody uses any more.
 * Goes on after a failure. Returns one sentence for each thing removed, left alone or not understood.
 */
export async function sweep({ all }: SweepOptions): Promise<string[]> {
  const { entries, unreadable } = readLedger()
  const clusters = entries.filter((entry) => entry.kind === 'cluster')
  const sentences = unreadable.map(({ path, problem }) => `Left ${path} alone, since it cannot be read: ${problem}`)
  for (const cluster of clusters) sentences.push(...(await sweepCluster(cluster, all)))
  sentences.push(...(await sweepNeighbourTable()))
  return sentences
}

async function sweepCluster(cluster: ClusterEntry, all: boolean): Promise<string[]> {
  const user = cluster.users.find(isRunning)
  if (user !== undefined) return [`Left cluster ${cluster.name} alone: process ${user.pid} uses it.`]
  if (cluster.kept && !all && isHeld(cluster)) return []
  try {
    const ended = await removeCluster(cluster)
    const what = ended === 0 ? 'nothing of it ran any more' : `${ended} ${ended === 1 ? 'process' : 'processes'} ended`
    return [`Removed cluster ${cluster.name} (${cluster.network}): ${what}.`]
  } catch (error) {
    return [`Could not remove cluster ${cluster.name}: ${(error as Error).message}`]
  }
}

/** Whether anything of the cluster still runs. A kept cluster that is gone leaves nothing to keep. */
export function isHeld(cluster: ClusterEntry): boolean {
  return (cluster.holder ?? []).some(isRunning) || findMarkedProcesses(cluster.id).length > 0
}

async function sweepNeighbourTable(): Promise<string[]> {
  const alive = new Set(readLedger().entries.flatMap((entry) => (entry.kind === 'cluster' ? [entry.id] : [])))
  try {
    return (await releaseNeighbourTable((id) => !alive.has(id))) ? ['Put the limits of the neighbour table back.'] : []
  } catch (error) {
    return [`Could not put the limits of the neighbour table back: ${(error as Error).message}`]
  }
}
