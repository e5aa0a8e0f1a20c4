import { mkdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { packageRoot } from './runtime.mjs'

const target = '../../harness/setup/podnet.mjs'

/** npm links the commands of dependencies, not our own: with this one, `npx podnet` works in a clone. */
export function linkBin(root) {
  const folder = join(root, 'node_modules', '.bin')
  const link = join(folder, 'podnet')
  if (currentTarget(link) === target) return
  mkdirSync(folder, { recursive: true })
  rmSync(link, { force: true })
  symlinkSync(target, link)
}

function currentTarget(link) {
  try {
    return readlinkSync(link)
  } catch {
    return undefined
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) linkBin(packageRoot)
