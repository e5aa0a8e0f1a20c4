import { endDockerd, findDockerd } from './dockerd.ts'
import { readEngineEntry, removeEngineEntry } from './entry.ts'
import { writeInotifyLimits } from './inotify.ts'
import { openUplinks } from './uplinks.ts'

/**
 * Ends the engine that podnet started, with its containers, and puts back what was changed for it. Images stay.
 * An engine that podnet did not start is left alone. Returns one sentence for each thing done.
 */
export async function stopEngine(): Promise<string[]> {
  const entry = readEngineEntry()
  if (entry === undefined) return []
  const done: string[] = []
  const dockerd = findDockerd(entry)
  if (dockerd === undefined) {
    if (entry.process !== undefined) done.push('Forgot a container engine that is gone.')
  } else {
    await endDockerd(dockerd)
    done.push(`Ended the container engine (process ${dockerd.pid}).`)
  }
  if (entry.closedUplinks.length > 0) {
    await openUplinks(entry.closedUplinks)
    done.push(`Removed the rule that kept containers from ${entry.closedUplinks.join(', ')}.`)
  }
  if (entry.previousInotify !== undefined) {
    writeInotifyLimits(entry.previousInotify)
    done.push('Put the inotify limits back.')
  }
  removeEngineEntry()
  return done
}
