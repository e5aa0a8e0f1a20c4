import { readFileSync, rmSync } from 'node:fs'
import { createFile } from './atomic-file.ts'
import { type Deadline, waitUntil } from './clock.ts'
import { currentProcess, isRunning, type ProcessIdentity } from './process-identity.ts'

/**
 * Runs an action of any length while no other podnet command runs one under the same file.
 * A lock whose owner is dead is taken over. Throws DeadlineExceeded, or the signal's reason.
 */
export async function withFileLock<Result>(
  path: string,
  deadline: Deadline,
  action: () => Promise<Result>,
  signal?: AbortSignal,
): Promise<Result> {
  const own = JSON.stringify(currentProcess())
  const isTaken = () => {
    if (createFile(path, own)) return true
    if (isAbandoned(path)) rmSync(path, { force: true })
    return false
  }
  await waitUntil(deadline, isTaken, signal === undefined ? {} : { signal })
  try {
    return await action()
  } finally {
    rmSync(path, { force: true })
  }
}

function isAbandoned(path: string): boolean {
  try {
    return !isRunning(readOwner(path))
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT'
  }
}

/** The living process that holds a lock; undefined when nobody does. */
export function lockOwner(path: string): ProcessIdentity | undefined {
  try {
    const owner = readOwner(path)
    return isRunning(owner) ? owner : undefined
  } catch {
    return undefined
  }
}

const readOwner = (path: string): ProcessIdentity => JSON.parse(readFileSync(path, 'utf8')) as ProcessIdentity
