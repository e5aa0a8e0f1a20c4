import { waitUntil } from '../host/clock.ts'
import { isRunning, kill, type ProcessIdentity } from '../host/process-identity.ts'
import type { ClusterEntry } from './entry.ts'
import { findMarkedProcesses } from './find-processes.ts'
import { removeEntry } from './ledger.ts'
import { releaseNeighbourTable } from './neighbour-table.ts'
import type { Remover } from './sweep.ts'

/**
 * Ends a cluster's processes; the kernel then removes its namespaces with everything in them.
 * The first is the parent of PID 1 inside and goes last, so that it can collect that one.
 * Throws DeadlineExceeded when one of them does not go.
 */
async function endProcesses([first, ...others]: readonly ProcessIdentity[]): Promise<void> {
  if (first === undefined) return
  const deadline = { name: "the end of a cluster's processes", timeMs: 10_000 }
  for (const group of [others, [first]]) {
    for (const identity of group) kill(identity)
    await waitUntil(deadline, () => !group.some(isRunning), { intervalMs: 1 })
  }
}

/** Removes a cluster and then its entry. Returns the number of processes that were ended, agents included. */
export async function removeCluster(entry: ClusterEntry): Promise<number> {
  const holder = (entry.holder ?? []).filter(isRunning)
  const others = findMarkedProcesses(entry.id).filter(({ pid }) => holder.every((known) => known.pid !== pid))
  await endProcesses([...holder, ...others])
  // One that a killed podnet had just forked bore no mark at the first look.
  const late = findMarkedProcesses(entry.id)
  await endProcesses(late)
  await releaseNeighbourTable((id) => id === entry.id)
  removeEntry(entry)
  return holder.length + others.length + late.length
}

/** Whether a process of the cluster still runs. */
export function isHeld(cluster: ClusterEntry): boolean {
  return (cluster.holder ?? []).some(isRunning) || findMarkedProcesses(cluster.id).length > 0
}

/** For the ledger's sweep: a cluster that is made of processes. */
export const processRemover: Remover = { parts: ['process', 'processes'], isHeld, remove: removeCluster }
