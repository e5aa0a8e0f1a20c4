import { join } from 'node:path'
import { withFileLock } from '../host/file-lock.ts'
import { ledgerDirectory } from './directory.ts'

const patience = { name: 'the ledger to be free', timeMs: 5_000 }

/**
 * Runs an action while no other podnet command does, for changes to an entry that several share.
 * A lock whose owner is dead is taken over. Throws DeadlineExceeded after 5 s.
 */
export function withLedgerLock<Result>(action: () => Result): Promise<Result> {
  return withFileLock(join(ledgerDirectory(), 'lock'), patience, async () => action())
}
