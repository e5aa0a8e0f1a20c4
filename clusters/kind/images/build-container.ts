import { readFileSync } from 'node:fs'
import { run } from '../../host/process.ts'
import { currentProcess, isRunning } from '../../host/process-identity.ts'

/** One name for all builds, of which only one runs at a time: the next finds what a killed one left. */
export const buildContainer = 'podnet-build-node'

/** Which process of which boot builds in the container: `BOOT/PID/START`. */
const builderLabel = 'podnet.builder'
const bootId = (): string => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()

/** For `docker run`: says whose container it is, so that sweep knows it when the build was killed. */
export function builderOption(): string {
  const { pid, startTime } = currentProcess()
  return `--label=${builderLabel}=${bootId()}/${pid}/${startTime}`
}

/** Whether a label's value names a process of this boot that is gone. Another machine's builds are not known to be. */
export function isAbandoned(builder: string): boolean {
  const [, boot, pid, startTime] = /^([0-9a-f-]{36})\/(\d+)\/(\d+)$/.exec(builder) ?? []
  return boot === bootId() && !isRunning({ pid: Number(pid), startTime: Number(startTime) })
}

/** Does nothing where there is none. */
export async function removeBuildContainer(): Promise<void> {
  await run('docker', ['rm', '--force', buildContainer])
}

/** Removes what a killed build left; false where there is none, or its build lives. Needs an engine that answers. */
export async function sweepBuildContainer(): Promise<boolean> {
  const format = `{{index .Config.Labels "${builderLabel}"}}`
  const { exitCode, stdout } = await run('docker', ['container', 'inspect', '--format', format, buildContainer])
  if (exitCode !== 0 || !isAbandoned(stdout.trim())) return false
  await removeBuildContainer()
  return true
}
