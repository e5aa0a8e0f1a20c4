import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { linkBin } from './link-bin.mjs'
import { refuse, say } from './say.mjs'

/** Brings node_modules to what package-lock.json says. Costs a few milliseconds if it is there already. */
export function installPackages(root) {
  const missing = missingPackages(readJSON(join(root, 'package-lock.json')), (path) => installedVersion(root, path))
  // npm writes this file last: without it an install was interrupted.
  const finished = existsSync(join(root, 'node_modules', '.package-lock.json'))
  if (missing.length > 0 || !finished) {
    say(`npm ci: ${missing.length} packages of package-lock.json are missing or of another version`)
    const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error']
    const { status } = spawnSync('npm', args, { cwd: root, stdio: ['ignore', 2, 2] })
    if (status !== 0) refuse('npm ci failed; run it by hand and start again')
  }
  linkBin(root)
}

/** Optional packages may be absent, since npm leaves out those of other platforms, but must not be of another version. */
export function missingPackages(lock, versionOf) {
  return Object.entries(lock?.packages ?? {})
    .filter(([path, entry]) => {
      if (path === '') return false
      const version = versionOf(path)
      return version !== entry.version && !(entry.optional && version === undefined)
    })
    .map(([path]) => path)
}

function installedVersion(root, path) {
  return readJSON(join(root, path, 'package.json'))?.version
}

function readJSON(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}
