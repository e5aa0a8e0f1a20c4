import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative, resolve } from 'node:path'
import { agentMainPath, nodePath } from '../../agent/agent-client.ts'

/** A file of the agent's bundle: where it lies here, and where it belongs in the bundle. */
export interface BundleFile {
  source: string
  destination: string
}

const projectRoot = resolve(dirname(agentMainPath), '..', '..')
/** The agent's program within the bundle. */
export const mainInBundle = join('app', relative(projectRoot, agentMainPath))
/** The Node that runs it. */
export const nodeInBundle = 'node'

/** Everything the agent needs to run where nothing is installed: its modules, the packages they use, and a Node of this machine's kind. */
export function bundleFiles(): BundleFile[] {
  return [
    { source: nodeProgram(), destination: nodeInBundle },
    ...modulesFrom(agentMainPath).map((source) => ({
      source,
      destination: join('app', relative(projectRoot, source)),
    })),
    ...packageFiles('koffi', ['package.json', 'index.js', 'index.cjs', 'src']),
    ...packageFiles(`@koromix/koffi-linux-${process.arch}`, ['package.json', 'index.js', `linux_${process.arch}`]),
    ...packageFiles('dns-packet', ['']),
    ...packageFiles('@leichtgewicht/ip-codec', ['']),
  ]
}

/** The Node of the npm package asks for nothing but glibc; the one that runs this process may want libraries of its machine. */
function nodeProgram(): string {
  const fromPackage = packageFolder(`node-linux-${process.arch}`)
  const path = fromPackage === undefined ? nodePath : join(fromPackage, 'bin', 'node')
  return existsSync(path) ? path : nodePath
}

/** A module and all that it imports by relative paths. Types are gone when it runs, and so are their imports. */
export function modulesFrom(main: string): string[] {
  const found = new Set([main])
  for (const path of found) {
    for (const imported of importsOf(readFileSync(path, 'utf8'))) found.add(resolve(dirname(path), imported))
  }
  return [...found].sort()
}

/** Relative paths a module's text imports or passes on, without those of types alone. */
export function importsOf(text: string): string[] {
  const statement = /^(?:import|export)\s+(?!type\b)(?:[^'";]*?\sfrom\s+)?'(\.[^']+)'/gm
  return [...text.matchAll(statement)].map(([, path]) => path as string)
}

function packageFiles(name: string, parts: readonly string[]): BundleFile[] {
  const folder = packageFolder(name)
  if (folder === undefined) throw new Error(`package ${name} is not installed: npm install`)
  return parts
    .flatMap((part) => filesBelow(join(folder, part)))
    .map((source) => ({ source, destination: join('app', 'node_modules', name, relative(folder, source)) }))
}

/** koffi's own sources lie beside its programs; only what Node loads is taken. */
function filesBelow(path: string): string[] {
  if (!existsSync(path)) return []
  const entries = /\.[a-z]+$/.test(path) ? undefined : readdirSync(path, { recursive: true, withFileTypes: true })
  if (entries === undefined) return [path]
  return entries
    .filter((entry) => entry.isFile() && /\.(js|cjs|json|node)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

function packageFolder(name: string): string | undefined {
  const paths = createRequire(import.meta.url).resolve.paths(name) ?? []
  return paths.map((path) => join(path, name)).find((path) => existsSync(join(path, 'package.json')))
}
