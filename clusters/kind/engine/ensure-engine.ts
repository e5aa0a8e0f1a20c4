import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { withFileLock } from '../../host/file-lock.ts'
import { findDockerd, startDockerd, waitForEngine } from './dockerd.ts'
import { type Engine, EngineUnavailable } from './engine.ts'
import { engineDirectory, engineEntry, readEngineEntry, writeEngineEntry } from './entry.ts'
import { findTool } from './find-tool.ts'
import { raiseInotifyLimits } from './inotify.ts'
import { canInstallPackages, type InstallOptions, installPackages } from './install-packages.ts'
import { engineProblems } from './problems.ts'
import { reachEngine } from './reach.ts'
import { closeUplinks, findUplinks, openOnes } from './uplinks.ts'

/** What an engine needs on Debian and Ubuntu; the engine's own package brings containerd and runc. */
const packages = ['docker.io', 'iptables']

/** Held while an engine is looked for or made. */
export const engineLock = (): string => join(engineDirectory(), 'lock')
const patience = { name: 'another podnet command to have the engine ready', timeMs: 20 * 60_000 }

/**
 * Finds a container engine that answers, or as root makes one: installs it where packages come from apt, starts it,
 * closes the way out before the first container. Writes down every change to the machine before it makes it.
 * Throws EngineUnavailable when there is none and none can be made.
 */
export async function ensureEngine({ signal, say }: InstallOptions): Promise<Engine> {
  mkdirSync(engineDirectory(), { recursive: true, mode: 0o700 })
  return withFileLock(engineLock(), patience, () => findOrStart({ signal, say }), signal)
}

async function findOrStart(options: InstallOptions): Promise<Engine> {
  const engine = (await findEngine(options.signal)) ?? (await makeEngine(options))
  if (process.getuid?.() === 0) raiseInotifyLimits(options.say)
  return engine
}

/** The engine that answers now; undefined when none does. */
export async function findEngine(signal?: AbortSignal): Promise<Engine | undefined> {
  const reach = await reachEngine(signal)
  if (reach.state !== 'reachable') return undefined
  const { version, cgroupVersion, dataRoot } = reach
  const entry = readEngineEntry()
  return { version, cgroupVersion, dataRoot, isOurs: entry !== undefined && findDockerd(entry) !== undefined }
}

async function makeEngine({ signal, say }: InstallOptions): Promise<Engine> {
  const problems = await engineProblems({ canStart: canStartEngine(), signal })
  if (problems.length > 0) throw new EngineUnavailable(problems.map(({ sentence }) => sentence))
  if (findTool('dockerd') === undefined || findTool('docker') === undefined) {
    await installPackages(packages, { say, signal })
    const started = await findEngine(signal)
    if (started !== undefined) return started
  }
  await startEngine({ signal, say })
  const engine = await findEngine(signal)
  if (engine === undefined) throw new EngineUnavailable(['the engine that podnet started does not answer'])
  return engine
}

/** Whether podnet may start an engine of its own here: as root, with one installed or installable, and none named by the user. */
export function canStartEngine(environment: NodeJS.ProcessEnv = process.env): boolean {
  if (process.getuid?.() !== 0 || (environment.DOCKER_HOST ?? '') !== '') return false
  return findTool('dockerd') !== undefined || canInstallPackages()
}

async function startEngine({ signal, say }: InstallOptions): Promise<void> {
  const uplinks = await findUplinks()
  // Rules of an earlier start that was not ended are podnet's still.
  const before = engineEntry()
  const open = await openOnes(uplinks)
  const closedUplinks = [...new Set([...before.closedUplinks, ...open])]
  const entry = { ...before, closedUplinks }
  writeEngineEntry(entry)
  await closeUplinks(open)
  const dockerd = findDockerd(entry) ?? (await startDockerd(entry, signal))
  writeEngineEntry({ ...entry, process: dockerd })
  await waitForEngine(dockerd, signal)
  say(
    `dockerd started (process ${dockerd.pid}); containers cannot reach ${uplinks.join(', ') || 'any network outside'}`,
  )
}
