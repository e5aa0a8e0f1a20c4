import { appendFile, mkdir, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { CaseRecord, RunRecord } from '../../properties/model/run-record.ts'
import { withoutSecrets } from './without-secrets.ts'

/** Writes a run's record as it grows, without secrets: what was written stays readable whatever happens next. */
export interface RunFolder {
  path: string
  /** One line of `cases.jsonl`, written whole before it returns. */
  writeCase(record: CaseRecord): Promise<void>
  /** Puts `run.json` in the place of the former one in one step. */
  writeRun(record: RunRecord): Promise<void>
  /** Writes a further file, in a folder of its own where the name has one; returns its path. */
  writeFile(name: string, text: string): Promise<string>
}

/** Creates the folder, with its parents. Throws the file system's error where it cannot. */
export async function openRunFolder(path: string): Promise<RunFolder> {
  await mkdir(path, { recursive: true })
  // A folder used again holds the new run alone.
  await writeFile(join(path, 'cases.jsonl'), '')
  return {
    path,
    writeCase: (record) => appendFile(join(path, 'cases.jsonl'), `${JSON.stringify(record, withoutSecrets)}\n`),
    async writeRun(record) {
      const target = join(path, 'run.json')
      await writeFile(`${target}.part`, `${JSON.stringify(record, withoutSecrets, 2)}\n`)
      await rename(`${target}.part`, target)
    },
    async writeFile(name, text) {
      const target = join(path, name)
      await mkdir(dirname(target), { recursive: true })
      await writeFile(target, text)
      return target
    },
  }
}
