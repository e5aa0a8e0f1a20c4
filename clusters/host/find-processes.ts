import { readdirSync, readFileSync } from 'node:fs'
import { waitUntil } from './clock.ts'
import { identifyProcess, isRunning, kill, type ProcessIdentity } from './process-identity.ts'

/**
 * Processes that a look at /proc says are meant, in the order of their numbers. One that goes meanwhile is left out, and so
 * is one of another user that cannot be read.
 */
export function findProcesses(isMeant: (pid: string) => boolean): ProcessIdentity[] {
  return readdirSync('/proc')
    .filter((name) => /^[0-9]+$/.test(name))
    .flatMap((pid) => {
      try {
        return isMeant(pid) ? (identifyProcess(Number(pid)) ?? []) : []
      } catch {
        return []
      }
    })
}

/** The words of a process's `environ` or `cmdline`. Throws where they cannot be read. */
export const wordsOf = (pid: string, file: 'environ' | 'cmdline'): string[] =>
  readFileSync(`/proc/${pid}/${file}`, 'utf8').split('\0')

/** Ends processes with SIGKILL and waits until they are gone. `what` they are ends up in the error. Throws DeadlineExceeded. */
export async function killAll(processes: readonly ProcessIdentity[], what: string): Promise<void> {
  for (const identity of processes) kill(identity)
  await waitUntil({ name: `the end of ${what}`, timeMs: 10_000 }, () => !processes.some(isRunning), { intervalMs: 10 })
}
