import { waitUntil } from '../host/clock.ts'
import { isRunning, kill, type ProcessIdentity } from '../host/process-identity.ts'
import type { ClusterEntry } from './entry.ts'
import { findMarkedProcesses } from './find-processes.ts'
import { removeEntry } from './ledger.ts'
import { releaseNeighbourTable } from './neighbour-table.ts'

/**
 * Ends the processes that hold a cluster; the kernel then removes its namespaces with everything in them.
 * The innermost goes first: its end is the end of every process inside, and its parent collects it.
 * Throws DeadlineExceeded when one of them does not go.
 */
export async function endHolder(holder: readonly ProcessIdentity[]): Promise<void> {
  const deadline = { name: "the end of a cluster's processes", timeMs: 10_000 }
  for (const identity of holder.toReversed()) {
    kill(identity)
    await waitUntil(deadline, () => !isRunning(identity), { intervalMs: 1 })
  }
}

/** Removes a cluster and then its entry. Returns the number of processes that were ended. */
export async function removeCluster(entry: ClusterEntry): Promise<number> {
  const known = (entry.holder ?? []).filter(isRunning)
  const holder = known.length > 0 ? known : findMarkedProcesses(entry.id)
  await endHolder(holder)
  await releaseNeighbourTable((id) => id === entry.id)
  removeEntry(entry)
  return holder.length
}
