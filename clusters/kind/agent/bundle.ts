import { createHash } from 'node:crypto'
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { cacheDirectory } from '../images/cache.ts'
import { type BundleFile, bundleFiles, mainInBundle, nodeInBundle } from './program-files.ts'

/** The agent with all it needs, laid out in a folder of this machine. */
export interface Bundle {
  /** Of all its content: what lies in a node under the same hash is the same. */
  hash: string
  folder: string
}

let made: Bundle | undefined

/** Lays the bundle out, unless it lies there already from another run. */
export function makeBundle(): Bundle {
  made ??= layOut(bundleFiles())
  return made
}

function layOut(files: readonly BundleFile[]): Bundle {
  const hash = hashOf(files)
  const base = join(cacheDirectory(), 'agent')
  const folder = join(base, hash)
  if (existsSync(folder)) return { hash, folder }
  mkdirSync(base, { recursive: true })
  const scratch = mkdtempSync(join(base, 'part-'))
  for (const { source, destination } of files) place(source, join(scratch, destination))
  // Type stripping and ES modules depend on it.
  writeFileSync(join(scratch, 'app', 'package.json'), '{ "type": "module" }\n')
  putInPlace(scratch, folder)
  return { hash, folder }
}

/** Another process may have been faster: its folder is as good. */
function putInPlace(scratch: string, folder: string): void {
  try {
    renameSync(scratch, folder)
  } catch (error) {
    rmSync(scratch, { recursive: true, force: true })
    if (!existsSync(folder)) throw error
  }
}

/** Packages are linked, since they are large and never change. A link to podnet's own sources would change with them. */
function place(source: string, destination: string): void {
  mkdirSync(dirname(destination), { recursive: true })
  if (!source.includes('/node_modules/')) return copyFileSync(source, destination)
  try {
    linkSync(source, destination)
  } catch {
    // Another file system.
    copyFileSync(source, destination)
  }
}

function hashOf(files: readonly BundleFile[]): string {
  const hash = createHash('sha256')
  for (const { source, destination } of files) hash.update(`${destination}\0`).update(readFileSync(source))
  return hash.digest('hex').slice(0, 16)
}

/** Where a bundle lies in a container. */
export const pathInContainer = ({ hash }: Bundle): string => `/opt/podnet-agent-${hash}`

/** The command that is an agent inside a container, over the stdin and stdout of `docker exec`. */
export function agentCommand(container: string, bundle: Bundle): [string, ...string[]] {
  const path = pathInContainer(bundle)
  // What Node compiles of the agent stays beside it: a second start takes a third of the time.
  const compiled = `NODE_COMPILE_CACHE=${path}/compiled`
  // A session of its own keeps Ctrl-C away: an agent is ended once its work is saved.
  const exec = ['setsid', 'docker', 'exec', '--interactive', '--env', compiled, container] as const
  return [...exec, `${path}/${nodeInBundle}`, `${path}/${mainInBundle}`]
}
