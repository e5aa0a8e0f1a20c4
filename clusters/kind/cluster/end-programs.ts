import { readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { waitUntil } from '../../host/clock.ts'
import { identifyProcess, isRunning, kill, type ProcessIdentity } from '../../host/process-identity.ts'

const programs = new Set(['kind', 'docker'])

/**
 * Ends what a podnet that was killed left at work: a `kind` that still makes the cluster, a `docker` that still starts a
 * container of it. They are found by the kind cluster's name among their arguments. Throws DeadlineExceeded.
 */
export async function endPrograms(kindName: string): Promise<void> {
  const found = readdirSync('/proc')
    .filter((name) => /^[0-9]+$/.test(name))
    .flatMap((pid) => identityOf(pid, kindName) ?? [])
  for (const identity of found) kill(identity)
  const deadline = { name: `the end of kind and docker of ${kindName}`, timeMs: 10_000 }
  await waitUntil(deadline, () => !found.some(isRunning), { intervalMs: 10 })
}

/** undefined for another program, and for a process that is gone. */
function identityOf(pid: string, kindName: string): ProcessIdentity | undefined {
  try {
    const [program = '', ...words] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
    const isOurs =
      programs.has(basename(program)) && words.some((word) => word === kindName || word.startsWith(`${kindName}-`))
    return isOurs ? identifyProcess(Number(pid)) : undefined
  } catch {
    return undefined
  }
}
