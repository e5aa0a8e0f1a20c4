import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createFile } from '../host/atomic-file.ts'
import { waitUntil } from '../host/clock.ts'
import { currentProcess, isRunning, type ProcessIdentity } from '../host/process-identity.ts'
import { ledgerDirectory } from './directory.ts'

const patience = { name: 'the ledger to be free', timeMs: 5_000 }

/**
 * Runs an action while no other podnet command does, for changes to an entry that several share.
 * A lock whose owner is dead is taken over. Throws DeadlineExceeded after 5 s.
 */
export async function withLedgerLock<Result>(action: () => Result): Promise<Result> {
  const path = join(ledgerDirectory(), 'lock')
  const own = JSON.stringify(currentProcess())
  await waitUntil(patience, () => {
    if (createFile(path, own)) return true
    if (isAbandoned(path)) rmSync(path, { force: true })
    return false
  })
  try {
    return action()
  } finally {
    rmSync(path, { force: true })
  }
}

function isAbandoned(path: string): boolean {
  try {
    return !isRunning(JSON.parse(readFileSync(path, 'utf8')) as ProcessIdentity)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT'
  }
}
