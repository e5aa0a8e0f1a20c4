import { readdirSync, readFileSync } from 'node:fs'
import { waitUntil } from '../../host/clock.ts'
import { currentProcess, identifyProcess, isRunning, kill, type ProcessIdentity } from '../../host/process-identity.ts'

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
  const found = readdirSync('/proc')
    .filter((name) => /^[0-9]+$/.test(name))
    .flatMap((pid) => (isAbandoned(builderOf(pid)) ? (identifyProcess(Number(pid)) ?? []) : []))
  for (const identity of found) kill(identity)
  await waitUntil({ name: 'the end of what a killed build left at work', timeMs: 10_000 }, () => !found.some(isRunning))
  return found.length
}

/** Empty for a process that works for no build, is gone, or is somebody else's. */
function builderOf(pid: string): string {
  try {
    const words = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0')
    return words.find((word) => word.startsWith(`${builderMarker}=`))?.slice(builderMarker.length + 1) ?? ''
  } catch {
    return ''
  }
}
