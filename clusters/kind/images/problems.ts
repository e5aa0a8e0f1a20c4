import { run } from '../../host/process.ts'
import { freeBytes } from '../engine/facts.ts'
import { findTool } from '../engine/find-tool.ts'
import { canInstallPackages, type InstallOptions, installPackages } from '../engine/install-packages.ts'
import { cacheDirectory } from './cache.ts'

/** What decides whether images can be built here. */
export interface BuildFacts {
  isRoot: boolean
  /** As `go1.26.8`; undefined when there is no Go. */
  goVersion: string | undefined
  hasCompiler: boolean
  hasDebootstrap: boolean
  /** podnet may install what Debian has, so that it need not be there yet. */
  canInstall: boolean
  cache: string
  cacheFreeBytes: number
}

export interface ImageProblem {
  id: 'root' | 'go' | 'compiler' | 'debootstrap' | 'disk'
  /** What is wrong and what to do about it. */
  sentence: string
}

const neededGB = 12
/** The first Go that knows `tool` lines in go.mod, and fetches newer ones itself. */
const oldestGo = [1, 24] as const

/** Everything that keeps the images from being built on this machine; empty when nothing does. */
export async function imageProblems(): Promise<ImageProblem[]> {
  return describeProblems({
    isRoot: process.getuid?.() === 0,
    goVersion: await readGoVersion(),
    hasCompiler: findTool('gcc') !== undefined,
    hasDebootstrap: findTool('debootstrap') !== undefined,
    canInstall: canInstallPackages(),
    cache: cacheDirectory(),
    cacheFreeBytes: freeBytes(cacheDirectory()),
  })
}

/** Installs what building needs and Debian has, where it is missing and podnet may. */
export async function installBuildTools(options: InstallOptions): Promise<void> {
  const missing = [
    ...(findTool('gcc') === undefined ? ['gcc', 'libc6-dev'] : []),
    ...(findTool('debootstrap') === undefined ? ['debootstrap'] : []),
  ]
  if (missing.length > 0 && canInstallPackages()) await installPackages(missing, options)
}

async function readGoVersion(): Promise<string | undefined> {
  if (findTool('go') === undefined) return undefined
  const { exitCode, stdout } = await run('go', ['env', 'GOVERSION'])
  return exitCode === 0 ? stdout.trim() : undefined
}

/** The problems in facts that were read. */
export function describeProblems(facts: BuildFacts): ImageProblem[] {
  const found: [ImageProblem['id'], string | undefined][] = [
    ['root', facts.isRoot ? undefined : 'images are built as root: a Debian root is made of packages (sudo)'],
    ['go', oldGo(facts.goVersion)],
    [
      'compiler',
      facts.hasCompiler || facts.canInstall
        ? undefined
        : 'gcc is missing, and flannel contains C: sudo apt-get install gcc libc6-dev',
    ],
    [
      'debootstrap',
      facts.hasDebootstrap || facts.canInstall ? undefined : 'debootstrap is missing: sudo apt-get install debootstrap',
    ],
    ['disk', lowDisk(facts)],
  ]
  return found.flatMap(([id, sentence]) => (sentence === undefined ? [] : [{ id, sentence }]))
}

function oldGo(version: string | undefined): string | undefined {
  const wanted = `Go ${oldestGo.join('.')} or later`
  if (version === undefined) return `go is missing: install ${wanted}`
  const [, major, minor] = /^go(\d+)\.(\d+)/.exec(version) ?? []
  // A version that is not a number is one built from Go's own sources, which is new.
  if (major === undefined || Number(major) > oldestGo[0] || Number(minor) >= oldestGo[1]) return undefined
  return `${version} is too old: install ${wanted}`
}

function lowDisk({ cache, cacheFreeBytes }: BuildFacts): string | undefined {
  const free = cacheFreeBytes / 1e9
  if (free >= neededGB) return undefined
  return `not enough disk: ${free.toFixed(1)} GB are free at ${cache}, and building needs ${neededGB} GB`
}
