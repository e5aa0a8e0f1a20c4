import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { CniConf } from '../../clusters/lab/cni/conf.ts'
import { folderProblems, programProblems } from '../../clusters/lab/cni/programs.ts'
import { readConf } from '../../clusters/lab/cni/read-conf.ts'
import type { LabOptions } from '../../clusters/lab/options.ts'

/** Reads `--cni-conf FILE --cni-bin FOLDER`; adds a problem for each thing that is wrong with either. */
export function readPlugins(
  file: string | undefined,
  folder: string | undefined,
  problems: string[],
): Pick<LabOptions, 'cni'> {
  if (file === undefined && folder === undefined) return {}
  if (file === undefined) {
    problems.push(`--cni-bin ${folder}: --cni-conf is missing; name the file that says which plugins attach a Pod`)
  }
  if (folder === undefined) {
    problems.push(`--cni-conf ${file}: --cni-bin is missing; name the folder of its plugins, such as /usr/lib/cni`)
  }
  const conf = file === undefined ? undefined : readFile(file, problems)
  if (folder === undefined) return {}
  const path = resolve(folder)
  const ofFolder = folderProblems(path)
  if (ofFolder.length === 0 && conf !== undefined) ofFolder.push(...programProblems({ conf, folder: path }))
  problems.push(...ofFolder.map((problem) => `--cni-bin ${folder}: ${problem}`))
  return conf === undefined ? {} : { cni: { conf, folder: path } }
}

function readFile(file: string, problems: string[]): CniConf | undefined {
  try {
    const read = readConf(readFileSync(file, 'utf8'))
    problems.push(...read.problems.map((problem) => `--cni-conf ${file}: ${problem}`))
    return read.conf
  } catch (error) {
    problems.push(`--cni-conf ${file}: cannot be read: ${(error as Error).message}`)
    return undefined
  }
}
