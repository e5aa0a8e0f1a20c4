import { run } from '../../host/process.ts'
import type { ClusterEntry } from '../../ledger/entry.ts'
import { kindProgram } from '../images/kind-program.ts'
import { kindName } from '../names.ts'

/** Writes what the Nodes have logged below a folder, as far as it can be had. Never throws: a failure has come before. */
export async function exportLogs(entry: ClusterEntry, folder: string): Promise<void> {
  const kind = kindProgram()
  if (kind === undefined) return
  await run(kind, ['export', 'logs', folder, '--name', kindName(entry)], { timeoutMs: 60_000 }).catch(() => undefined)
}
