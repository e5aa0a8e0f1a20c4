import { lockOwner } from '../host/file-lock.ts'
import { readLedger } from '../ledger/ledger.ts'
import { containersLeft } from './engine/containers-left.ts'
import { findDockerd } from './engine/dockerd.ts'
import { engineLock } from './engine/ensure-engine.ts'
import { readEngineEntry } from './engine/entry.ts'
import { stopEngine } from './engine/stop-engine.ts'
import { buildLock } from './images/cache.ts'
import { sweepBuild } from './images/sweep-build.ts'

/**
 * For `sweep`, after the clusters: removes what a build that was killed left, and what is left of an engine of podnet's that
 * is gone. With `all` ends one that runs too, once no container is in it, and puts back what was changed
 * for it; its images stay.
 * Goes on after a failure, which it adds to `problems`. Returns one sentence for each thing done or left alone.
 */
export async function sweepEngine({ all }: { all: boolean }, problems: string[]): Promise<string[]> {
  try {
    return [...(await sweepBuild()), ...(await endEngine(all))]
  } catch (error) {
    problems.push(`Could not clean up the container engine: ${(error as Error).message}`)
    return []
  }
}

async function endEngine(all: boolean): Promise<string[]> {
  const entry = readEngineEntry()
  if (entry === undefined) return []
  const dockerd = findDockerd(entry)
  // An entry without a process is of limits raised for somebody else's engine.
  const isGone = entry.process !== undefined && dockerd === undefined
  if (!isGone && !all) return []
  const use = await findUse(dockerd !== undefined)
  return use === undefined ? stopEngine() : [`Left the container engine alone: ${use}.`]
}

/** Why the engine has to stay; undefined where nobody needs it. */
async function findUse(isRunning: boolean): Promise<string | undefined> {
  const user = lockOwner(engineLock()) ?? lockOwner(buildLock())
  if (user !== undefined) return `process ${user.pid} uses it`
  const cluster = readLedger().entries.find((entry) => entry.kind === 'cluster' && entry.provider === 'kind')
  if (cluster !== undefined) return 'a cluster needs it'
  const containers = isRunning ? await containersLeft() : []
  return containers.length === 0 ? undefined : `containers are left in it: ${containers.join(', ')}`
}
