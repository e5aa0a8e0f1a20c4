import { readFileSync } from 'node:fs'

/** One process for all time: its number alone is given away again. */
export interface ProcessIdentity {
  pid: number
  /** Clock ticks from boot to its start, field 22 of /proc/PID/stat. */
  startTime: number
}

/** State letter and start time out of the text of /proc/PID/stat; undefined when it is no such text. */
export function parseStat(text: string): { state: string; parent: number; startTime: number } | undefined {
  // The second field is the program's name in parentheses and may hold spaces and parentheses of its own.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const startTime = Number(fields[19])
  return text.includes(')') && Number.isInteger(startTime)
    ? { state: fields[0] as string, parent: Number(fields[1]), startTime }
    : undefined
}

/** The process of this number that runs now; undefined when there is none, or only its zombie. */
export function identifyProcess(pid: number): ProcessIdentity | undefined {
  try {
    const stat = parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'))
    return stat === undefined || stat.state === 'Z' || stat.state === 'X'
      ? undefined
      : { pid, startTime: stat.startTime }
  } catch {
    return undefined
  }
}

/** true while exactly this process runs. A zombie does not run. */
export function isRunning(identity: ProcessIdentity): boolean {
  return identifyProcess(identity.pid)?.startTime === identity.startTime
}

/** Ends a process with SIGKILL, if it is still this one. */
export function kill(identity: ProcessIdentity): void {
  if (!isRunning(identity)) return
  try {
    process.kill(identity.pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

export function currentProcess(): ProcessIdentity {
  const identity = identifyProcess(process.pid)
  if (identity === undefined) throw new Error('/proc does not show this process: podnet needs Linux with /proc mounted')
  return identity
}
