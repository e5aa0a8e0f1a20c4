import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The package's own folder: a clone, or node_modules/podnet of somebody else's project. */
export const packageRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

export const oldestNode = 24

/**
 * A Node that runs podnet: this one if it is new enough, else the one that npm installed for us as an optional
 * dependency, beside or above the package. Undefined if there is none.
 */
export function findNode(root = packageRoot, version = process.versions.node) {
  if (Number.parseInt(version, 10) >= oldestNode) return process.execPath
  for (let folder = root; ; folder = dirname(folder)) {
    const node = join(folder, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node')
    if (existsSync(node)) return node
    if (folder === dirname(folder)) return undefined
  }
}

export function noNode() {
  return `needs Node ${oldestNode} or newer, this is ${process.version} and npm brought none for ${process.platform}-${process.arch}; run npm install with optional dependencies, or install Node ${oldestNode}`
}

/** The command line: the sources in a clone, their compiled form in the published package. */
export function commandLine(root = packageRoot) {
  const source = join(root, 'harness', 'cli.ts')
  return existsSync(source) ? source : join(root, 'dist', 'harness', 'cli.js')
}

/** Ordinary users of Debian have no sbin in their PATH, and that is where ip, iptables and nft are. */
export function environment(env = process.env) {
  const path = (env.PATH ?? '/usr/bin:/bin').split(':')
  const missing = ['/usr/local/sbin', '/usr/sbin', '/sbin'].filter((folder) => !path.includes(folder))
  return { ...env, PATH: [...path, ...missing].join(':') }
}
