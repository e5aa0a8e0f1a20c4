import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createFile, replaceFile } from '../host/atomic-file.ts'
import { ledgerDirectory } from './directory.ts'
import { type ClusterEntry, type Entry, entrySchema } from './entry.ts'
import { withLedgerLock } from './lock.ts'

/** A ledger file that cannot be understood. It is kept: it may be the only trace of something that still runs. */
export interface UnreadableEntry {
  path: string
  problem: string
}

export interface LedgerContent {
  entries: Entry[]
  unreadable: UnreadableEntry[]
}

const fileName = { cluster: (name: string) => `cluster-${name}.json`, neighbourTable: 'neighbour-table.json' }

function pathOf(entry: Entry): string {
  const name = entry.kind === 'cluster' ? fileName.cluster(entry.name) : fileName.neighbourTable
  return join(ledgerDirectory(), name)
}

function textOf(entry: Entry): string {
  return `${JSON.stringify(entry, null, 1)}\n`
}

/** Writes an entry that must not exist yet; false when one of that name does. */
export function createEntry(entry: Entry): boolean {
  return createFile(pathOf(entry), textOf(entry))
}

/** Writes an entry over the one of the same name. */
export function writeEntry(entry: Entry): void {
  replaceFile(pathOf(entry), textOf(entry))
}

/** Removes an entry; nothing happens when it is gone already. */
export function removeEntry(entry: Entry): void {
  rmSync(pathOf(entry), { force: true })
}

/** Everything the ledger holds, in the order of file names. */
export function readLedger(): LedgerContent {
  const content: LedgerContent = { entries: [], unreadable: [] }
  for (const name of fileNames()) {
    const path = join(ledgerDirectory(), name)
    const read = readEntry(path)
    if (read === undefined) continue
    if ('problem' in read) content.unreadable.push(read)
    else content.entries.push(read)
  }
  return content
}

/** The entries of one provider's clusters. */
export function clustersOf(provider: string): ClusterEntry[] {
  return readLedger().entries.flatMap((entry) =>
    entry.kind === 'cluster' && entry.provider === provider ? [entry] : [],
  )
}

/** The entry of a cluster by its name; undefined when there is none. Throws Error when its file is unreadable. */
export function findCluster(name: string): ClusterEntry | undefined {
  const path = join(ledgerDirectory(), fileName.cluster(name))
  const read = readEntry(path)
  if (read === undefined) return undefined
  if ('problem' in read) throw new Error(`${path} is damaged: ${read.problem}`)
  return read.kind === 'cluster' ? read : undefined
}

/** Changes a cluster's entry, unless it is gone or another cluster took the name. Returns the entry as it is now. */
export function updateCluster(
  { name, id }: Pick<ClusterEntry, 'name' | 'id'>,
  change: (entry: ClusterEntry) => ClusterEntry,
): Promise<ClusterEntry | undefined> {
  return withLedgerLock(() => {
    const entry = findCluster(name)
    if (entry === undefined || entry.id !== id) return undefined
    const changed = change(entry)
    writeEntry(changed)
    return changed
  })
}

function fileNames(): string[] {
  try {
    return readdirSync(ledgerDirectory())
      .filter((name) => name.endsWith('.json'))
      .sort()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

/** undefined when the file is gone, which another command may have done in the meantime. */
function readEntry(path: string): Entry | UnreadableEntry | undefined {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    return { path, problem: (error as Error).message }
  }
  try {
    const parsed = entrySchema.safeParse(JSON.parse(text))
    if (parsed.success) return parsed.data
    return { path, problem: parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ') }
  } catch (error) {
    return { path, problem: (error as Error).message }
  }
}
