import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { waitUntil } from '../clusters/host/clock.ts'
import { type CaseRecord, caseRecordSchema, type RunRecord, runRecordSchema } from '../properties/model/run-record.ts'

/** For tests: the cases a run has written so far. */
export function readCases(folder: string): CaseRecord[] {
  const path = join(folder, 'cases.jsonl')
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : []
  // What follows the last end of a line is still being written.
  return lines.slice(0, -1).map((line) => caseRecordSchema.parse(JSON.parse(line)))
}

/** For tests: the record of a run. Throws where there is none, or none that can be read. */
export function readRun(folder: string): RunRecord {
  return runRecordSchema.parse(JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')))
}

/** For tests: waits until a run has finished so many cases. Throws DeadlineExceeded. */
export async function waitForCases(folder: string, count: number): Promise<void> {
  const deadline = { name: `${count} cases of ${folder}`, timeMs: 300_000 }
  await waitUntil(deadline, () => readCases(folder).length >= count, { intervalMs: 100 })
}
