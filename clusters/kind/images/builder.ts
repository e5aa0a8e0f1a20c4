import { readFileSync } from 'node:fs'
import { findProcesses, killAll, wordsOf } from '../../host/find-processes.ts'
import { currentProcess, isRunning, type ProcessIdentity } from '../../host/process-identity.ts'

const bootId = (): string => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()

/** Names a process that builds images for all time: `BOOT/PID/START`. What a build makes bears it. */
export function builderName({ pid, startTime }: ProcessIdentity = currentProcess()): string {
  return `${bootId()}/${pid}/${startTime}`
}

/** Whether a name is that of a process of this boot that is gone. Another machine's builds are not known to be. */
export function isAbandoned(builder: string): boolean {
  const [, boot, pid, startTime] = /^([0-9a-f-]{36})\/(\d+)\/(\d+)$/.exec(builder) ?? []
  return boot === bootId() && !isRunning({ pid: Number(pid), startTime: Number(startTime) })
}

/** Name of the environment variable that says which build a program works for. */
const builderMarker = 'PODNET_BUILDER'

/** From now on every program that this process starts bears its name. */
export function markPrograms(): void {
  process.env[builderMarker] = builderName()
}

/**
 * Ends the compilers, `docker` and others that a build which was killed left at work. Returns how many. Throws
 * DeadlineExceeded.
 */
export async function endAbandonedPrograms(): Promise<number> {
  const found = findProcesses((pid) => isAbandoned(builderOf(pid)))
  await killAll(found, 'what a killed build left at work')
  return found.length
}

/** Empty for a process that works for no build. */
const builderOf = (pid: string): string =>
  wordsOf(pid, 'environ')
    .find((word) => word.startsWith(`${builderMarker}=`))
    ?.slice(builderMarker.length + 1) ?? ''
