import { readFileSync, writeFileSync } from 'node:fs'
import type { NeighbourTableEntry } from './entry.ts'
import { readLedger, removeEntry, writeEntry } from './ledger.ts'
import { withLedgerLock } from './lock.ts'

/** gc_thresh1, gc_thresh2 and gc_thresh3. The last is the limit: one for all network namespaces of the kernel. */
export type NeighbourThresholds = [number, number, number]

const directory = '/proc/sys/net/ipv4/neigh/default'
const paths = [`${directory}/gc_thresh1`, `${directory}/gc_thresh2`, `${directory}/gc_thresh3`] as const

/** Undefined outside the initial network namespace, as in a container: there the limit holds and cannot be seen. */
export function readThresholds(): NeighbourThresholds | undefined {
  try {
    return paths.map((path) => Number(readFileSync(path, 'utf8'))) as NeighbourThresholds
  } catch {
    return undefined
  }
}

function writeThresholds(thresholds: NeighbourThresholds): void {
  for (const [index, path] of paths.entries()) writeFileSync(path, String(thresholds[index]))
}

/** The entry is written before the change: killed in between, sweep writes the same values once more. */
function change(update: (entry: NeighbourTableEntry | undefined) => void): Promise<void> {
  return withLedgerLock(() => update(raised()))
}

const raised = (): NeighbourTableEntry | undefined =>
  readLedger().entries.find((entry) => entry.kind === 'neighbour-table')

/** The limits as they are, or will be once no cluster needs more; undefined where they cannot be seen. */
export function lastingThresholds(): NeighbourThresholds | undefined {
  return raised()?.previous ?? readThresholds()
}

/**
 * Raises the limits to at least these for a cluster; `releaseNeighbourTable` puts them back once nobody needs them, and
 * so a cluster that finds them raised for another one needs them as well. Only root may; does nothing where the limits are
 * high enough without it or cannot be seen.
 */
export async function raiseNeighbourTable(clusterId: string, wanted: NeighbourThresholds): Promise<void> {
  await change((entry) => {
    const current = readThresholds()
    if (current === undefined) return
    const previous = entry?.previous ?? current
    if (previous[2] >= wanted[2]) return
    const users = [...new Set([...(entry?.users ?? []), clusterId])]
    writeEntry({ kind: 'neighbour-table', previous, users })
    writeThresholds(current.map((limit, index) => Math.max(limit, wanted[index] ?? 0)) as NeighbourThresholds)
  })
}

/** Gives up these clusters' need. The last one to do so puts the limits back; true then. */
export async function releaseNeighbourTable(isGone: (clusterId: string) => boolean): Promise<boolean> {
  let restored = false
  if (raised() === undefined) return restored
  await change((entry) => {
    if (entry === undefined) return
    const users = entry.users.filter((user) => !isGone(user))
    if (users.length === entry.users.length && users.length > 0) return
    if (users.length > 0) return writeEntry({ ...entry, users })
    writeThresholds(entry.previous)
    removeEntry(entry)
    restored = true
  })
  return restored
}
