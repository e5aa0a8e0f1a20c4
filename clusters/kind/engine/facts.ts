import { existsSync, statfsSync } from 'node:fs'
import { type InotifyLimits, readInotifyLimits } from './inotify.ts'
import { type Reach, reachEngine } from './reach.ts'

/** What decides whether a cluster can be made on this machine's engine. */
export interface EngineFacts {
  reach: Reach
  isRoot: boolean
  inotify: InotifyLimits
  /** The cgroup version of the machine; an engine that answers says its own. */
  machineCgroupVersion: 1 | 2
  /** Where images will lie, and the room there. */
  dataRoot: string
  freeBytes: number
}

const usualDataRoot = '/var/lib/docker'

export async function readEngineFacts(signal?: AbortSignal): Promise<EngineFacts> {
  const reach = await reachEngine(signal)
  const dataRoot = reach.state === 'reachable' ? reach.dataRoot : usualDataRoot
  return {
    reach,
    isRoot: process.getuid?.() === 0,
    inotify: readInotifyLimits(),
    machineCgroupVersion: existsSync('/sys/fs/cgroup/cgroup.controllers') ? 2 : 1,
    dataRoot,
    freeBytes: freeBytes(dataRoot),
  }
}

/** Room for this user at a path, or at the nearest folder above that exists and can be seen. */
export function freeBytes(path: string): number {
  try {
    const { bavail, bsize } = statfsSync(path)
    return bavail * bsize
  } catch {
    const parent = path.slice(0, path.lastIndexOf('/'))
    return freeBytes(parent === '' ? '/' : parent)
  }
}
