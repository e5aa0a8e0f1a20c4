import { lockOwner, withFileLock } from '../../host/file-lock.ts'
import { findEngine } from '../engine/ensure-engine.ts'
import { sweepBuildContainer } from './build-container.ts'
import { endAbandonedPrograms } from './builder.ts'
import { buildLock, clearScratch, hasScratch } from './cache.ts'

const patience = { name: 'another podnet command that cleans up after a build', timeMs: 60_000 }

/** Removes what a build of images that was killed left: programs, a container and half-made files. One sentence for each. */
export async function sweepBuild(): Promise<string[]> {
  const ended = await endAbandonedPrograms()
  const container = (await findEngine()) !== undefined && (await sweepBuildContainer())
  const hasFiles = hasScratch() && lockOwner(buildLock()) === undefined
  if (hasFiles) await withFileLock(buildLock(), patience, async () => clearScratch())
  return [
    ...(ended > 0 ? [`Ended ${ended} ${ended === 1 ? 'program' : 'programs'} of an image build that was killed.`] : []),
    ...(container ? ['Removed the container of an image build that was killed.'] : []),
    ...(hasFiles ? ['Removed half-made files of an image build that was killed.'] : []),
  ]
}
