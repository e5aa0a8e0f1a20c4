import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'

/** Where podnet keeps what can be made again: `$XDG_CACHE_HOME/podnet`, by default `~/.cache/podnet`. */
export function cacheDirectory(environment: NodeJS.ProcessEnv = process.env): string {
  const configured = environment.XDG_CACHE_HOME ?? ''
  // The XDG specification: a relative path is to be ignored.
  return join(isAbsolute(configured) ? configured : join(homedir(), '.cache'), 'podnet')
}

/** Held while images are built. */
export const buildLock = (): string => join(cacheDirectory(), 'lock')

/** Where the files of a finished step lie. The folder exists only when it is complete. */
export function resultFolder(step: string, key: string, base = cacheDirectory()): string {
  return join(base, `${step}-${key}`)
}

export function isFinished(step: string, key: string, base = cacheDirectory()): boolean {
  return existsSync(resultFolder(step, key, base))
}

/** An empty folder beside the results, which no reader takes for one. */
export function makeScratch(base = cacheDirectory()): string {
  const folder = join(base, 'scratch')
  mkdirSync(folder, { recursive: true })
  return mkdtempSync(join(folder, 'step-'))
}

/** Whether interrupted builds left something, or one runs. */
export const hasScratch = (base = cacheDirectory()): boolean => existsSync(join(base, 'scratch'))

/** Removes what interrupted builds left. Only while no other build runs. */
export function clearScratch(base = cacheDirectory()): void {
  rmSync(join(base, 'scratch'), { recursive: true, force: true })
}

/** Makes a scratch folder the result of a step, at once, and drops that step's results of other keys. */
export function finish(scratch: string, step: string, key: string, base = cacheDirectory()): void {
  renameSync(scratch, resultFolder(step, key, base))
  const old = readdirSync(base).filter((name) => name !== `${step}-${key}` && isResultOf(step, name))
  for (const name of old) rmSync(join(base, name), { recursive: true, force: true })
}

function isResultOf(step: string, name: string): boolean {
  return name.startsWith(`${step}-`) && /^[0-9a-f]{16}$/.test(name.slice(step.length + 1))
}
