import { systemClock } from '../../host/clock.ts'
import { withFileLock } from '../../host/file-lock.ts'
import { run } from '../../host/process.ts'
import type { InstallOptions } from '../engine/install-packages.ts'
import { endAbandonedPrograms, markPrograms } from './builder.ts'
import { buildLock, clearScratch, finish, isFinished, makeScratch, resultFolder } from './cache.ts'
import { type BuiltImage, builtImages } from './engine-images.ts'
import { keysOf } from './key.ts'
import { missingSteps } from './order.ts'
import { installBuildTools } from './problems.ts'
import { labels, type Step, type StepContext } from './step.ts'
import { allSteps, targets } from './steps.ts'

const patience = { name: 'another podnet command to finish building images', timeMs: 2 * 60 * 60_000 }

/**
 * Makes every image and program a cluster needs, without what is there already under the same key.
 * Needs a running engine and root. One line per step through `say`. Throws CommandFailed, with the tool's words.
 */
export async function buildImages({ signal, say }: InstallOptions): Promise<void> {
  await withFileLock(buildLock(), patience, () => buildMissing({ signal, say }), signal)
}

async function buildMissing({ signal, say }: InstallOptions): Promise<void> {
  markPrograms()
  // They may still write into what is to be removed.
  await endAbandonedPrograms()
  clearScratch()
  const steps = allSteps()
  const keys = keysOf(steps)
  const images = await builtImages(signal)
  const missing = missingSteps(steps, targets, (step) => isPresent(step, keys.get(step.name) as string, images))
  if (missing.length === 0) return say('images: everything is built')
  await installBuildTools({ signal, say })
  for (const [index, step] of missing.entries()) {
    const start = systemClock.nowMs()
    say(`${index + 1}/${missing.length} ${step.name} ...`)
    await runStep(step, keys, { signal, say })
    const seconds = (systemClock.nowMs() - start) / 1000
    say(`${index + 1}/${missing.length} ${step.name}: ${seconds.toFixed(1)} s`)
  }
  await removeReplaced()
}

/** Whether a step's result of this key is there. */
export function isPresent(step: Step, key: string, images: readonly BuiltImage[]): boolean {
  if (step.makes === 'folder') return isFinished(step.name, key)
  return images.filter((image) => image.step === step.name && image.key === key).length >= step.count
}

async function runStep(step: Step, keys: Map<string, string>, options: InstallOptions): Promise<void> {
  const scratch = makeScratch()
  const key = keys.get(step.name) as string
  const context: StepContext = {
    ...options,
    scratch,
    labels: [`${labels.key}=${key}`, `${labels.step}=${step.name}`],
    folderOf: (name) => resultFolder(name, keys.get(name) as string),
  }
  try {
    await step.run(context)
    if (step.makes === 'folder') finish(scratch, step.name, key)
  } finally {
    clearScratch()
  }
}

/** Images of former keys have lost their names to the new ones. What a container still uses stays. */
async function removeReplaced(): Promise<void> {
  await run('docker', ['image', 'prune', '--force', '--filter', `label=${labels.key}`], { timeoutMs: 120_000 })
}
