import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Command } from 'commander'
import type { CheckOptions } from '../run/options.ts'
import { profileName } from '../run/profile.ts'
import { type ReportOrder, readReporters } from './reporters.ts'

/** Where runs lie when `--out` names no folder. */
export const runsFolder = 'podnet-runs'

/** The options of `check` and `replay` that say where results go, as typed. */
export interface OutputTexts {
  out?: string
  reporter?: string[]
  json?: boolean
  quiet?: boolean
}

export interface OutputOptions {
  /** As `--out` named it; absent: a new folder under podnet-runs/. */
  folder?: string
  reports: ReportOrder[]
  /** true: stdout has the run record and nothing else. */
  json: boolean
  quiet: boolean
}

/** Adds the options to a command. */
export function addOutputOptions(command: Command): Command {
  return command
    .option('--out <dir>', `run folder (default: ${runsFolder}/<time>-<profile>, with a link "latest")`)
    .option(
      '--reporter <name[=file]>',
      'write a further report: terminal, json or junit; as often as wanted (default file: in the run folder)',
      (text: string, before: string[] | undefined) => [...(before ?? []), text],
    )
    .option('--json', 'print the run record on stdout, everything else on stderr')
    .option('--quiet', 'no progress and no remarks on stderr')
}

export function readOutputOptions(texts: OutputTexts, problems: string[]): OutputOptions {
  const reports = readReporters(texts.reporter ?? [], problems)
  if (texts.out !== undefined) problems.push(...folderProblems(texts.out))
  for (const { file } of reports) if (file !== undefined) problems.push(...fileProblems(file))
  return {
    ...(texts.out === undefined ? {} : { folder: texts.out }),
    reports,
    json: texts.json === true,
    quiet: texts.quiet === true,
  }
}

function folderProblems(folder: string): string[] {
  if (folder === '') return ['--out: expected a folder, found ""']
  if (isFile(folder)) return [`--out ${folder}: expected a folder, found a file`]
  return writableProblems(`--out ${folder}`, folder)
}

function fileProblems(file: string): string[] {
  if (existsSync(file) && !isFile(file)) return [`--reporter ${file}: expected a file, found a folder`]
  return existsSync(file) ? [] : writableProblems(`--reporter ${file}`, dirname(file))
}

function isFile(path: string): boolean {
  return existsSync(path) && !statSync(path).isDirectory()
}

/** Can a folder be made or filled here? Asks the nearest one above that exists. */
function writableProblems(what: string, folder: string): string[] {
  if (isFile(folder)) return [`${what}: ${folder} is a file`]
  if (!existsSync(folder)) return writableProblems(what, dirname(resolve(folder)))
  try {
    accessSync(folder, constants.W_OK)
    return []
  } catch {
    return [`${what}: ${folder} cannot be written to`]
  }
}

/** What a run is about, as far as its folder's name says it. */
interface Named extends Pick<CheckOptions, 'proxies' | 'networksNamed'> {
  networks: readonly { name: string }[]
}

/** The folder of a run that starts now, below podnet-runs/: `2026-08-21T10-15-30-123-flannel-vxlan-iptables-ipv4`. */
export function newRunFolder(startedAt: Date, named: Named): string {
  const time = startedAt.toISOString().replace(/[:.]/g, '-').replace('Z', '')
  return join(runsFolder, `${time}-${subjectWords(named)}`)
}

/** The profile. Of several what they are; of a cluster that is there its network: what its proxy is shows later. */
function subjectWords({ networks, proxies, networksNamed }: Named): string {
  const [network, ...more] = networks
  if (network === undefined || more.length > 0) return networksNamed ? `${networks.length}-networks` : 'all'
  if (proxies.length > 1) return `${network.name}-${proxies.length}-proxies`
  const [proxy] = proxies
  return proxy === undefined ? network.name : profileName(network, proxy).replaceAll('/', '-')
}
