import { readFileSync, writeFileSync } from 'node:fs'
import { engineEntry, writeEngineEntry } from './entry.ts'

export interface InotifyLimits {
  instances: number
  watches: number
}

/** What three nodes with systemd and kubelet need; with Debian's default of 128 instances the second node does not start. */
export const neededInotify: InotifyLimits = { instances: 1024, watches: 524_288 }

const files = {
  instances: '/proc/sys/fs/inotify/max_user_instances',
  watches: '/proc/sys/fs/inotify/max_user_watches',
}

export function readInotifyLimits(): InotifyLimits {
  return {
    instances: Number(readFileSync(files.instances, 'utf8')),
    watches: Number(readFileSync(files.watches, 'utf8')),
  }
}

export function writeInotifyLimits({ instances, watches }: InotifyLimits): void {
  writeFileSync(files.instances, String(instances))
  writeFileSync(files.watches, String(watches))
}

export function areEnough({ instances, watches }: InotifyLimits): boolean {
  return instances >= neededInotify.instances && watches >= neededInotify.watches
}

/** Raises the limits where they are too low and remembers what they were. Only root may. */
export function raiseInotifyLimits(say: (line: string) => void): void {
  const current = readInotifyLimits()
  if (areEnough(current)) return
  const entry = engineEntry()
  writeEngineEntry({ ...entry, previousInotify: entry.previousInotify ?? current })
  const raised = {
    instances: Math.max(current.instances, neededInotify.instances),
    watches: Math.max(current.watches, neededInotify.watches),
  }
  writeInotifyLimits(raised)
  say(
    `inotify: ${raised.instances} instances and ${raised.watches} watches allowed ` +
      `(were ${current.instances} and ${current.watches})`,
  )
}
