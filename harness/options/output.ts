import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Command } from 'commander'
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
  if (existsSync(folder) && !statSync(folder).isDirectory()) return [`--out ${folder}: expected a folder, found a file`]
  return writableProblems(`--out ${folder}`, folder)
}

function fileProblems(file: string): string[] {
  if (existsSync(file) && statSync(file).isDirectory()) return [`--reporter ${file}: expected a file, found a folder`]
  return writableProblems(`--reporter ${file}`, existsSync(file) ? file : dirname(file))
}

/** Can it, or the nearest folder above it that exists, be written to? */
function writableProblems(what: string, path: string): string[] {
  if (!existsSync(path)) return writableProblems(what, dirname(resolve(path)))
  try {
    accessSync(path, constants.W_OK)
    return []
  } catch {
    return [`${what}: ${path} cannot be written to`]
  }
}

/** The folder of a run that starts now, below podnet-runs/: `2026-08-21T10-15-30-123-flannel-vxlan-none-ipv4`. */
export function newRunFolder(startedAt: Date, networks: readonly string[], isAll: boolean): string {
  const time = startedAt.toISOString().replace(/[:.]/g, '-').replace('Z', '')
  const several = isAll ? 'all' : `${networks.length}-networks`
  return join(runsFolder, `${time}-${networks.length === 1 ? `${networks[0]}-none-ipv4` : several}`)
}
