import { createReadStream, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import {
  type CaseRecord,
  caseRecordSchema,
  type RunRecord,
  runRecordSchema,
} from '../../properties/model/run-record.ts'
import { parseJson } from '../parse-json.ts'
import { UsageError } from '../usage-error.ts'

/** Reads `run.json` of a run folder. Throws a UsageError where it is missing, cut off or of another version. */
export function readRunRecord(folder: string): RunRecord {
  const file = join(folder, 'run.json')
  if (!existsSync(file)) throw new UsageError(`${folder} is no run folder: it has no run.json`)
  const read = parseJson(readFileSync(file, 'utf8'), runRecordSchema)
  if (typeof read === 'string') throw new UsageError(`${file}: ${read}`)
  return read
}

/**
 * The cases of a run folder, one after the other: all of them together may be larger than the memory. Throws a UsageError
 * at the end that names every line it could not read, and the cases it could.
 */
export async function* readCaseRecords(folder: string): AsyncGenerator<CaseRecord> {
  const file = join(folder, 'cases.jsonl')
  if (!existsSync(file)) throw new UsageError(`${folder} has no cases.jsonl`)
  const problems: string[] = []
  const readable: number[] = []
  let line = 0
  for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
    line += 1
    const read = parseJson(text, caseRecordSchema)
    if (typeof read === 'string') {
      problems.push(`${file}:${line}: ${read}`)
      continue
    }
    readable.push(line)
    yield read
  }
  if (problems.length > 0) throw new UsageError([...problems, readableLines(readable)])
}

function readableLines(lines: readonly number[]): string {
  if (lines.length === 0) return 'no line can be read'
  return `readable: line${lines.length === 1 ? '' : 's'} ${lines.join(', ')}; head and sed copy them into a folder of their own, with run.json`
}
