import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type RunRecord, runRecordSchema } from '../../properties/model/run-record.ts'
import { newRunFolder, type OutputOptions } from '../options/output.ts'
import { createProgress } from '../progress/progress.ts'
import type { CheckOptions } from '../run/options.ts'
import type { Context } from '../services.ts'
import { interruptible } from '../signals.ts'
import { exitCodeWithReports, linkLatest, removeReports, writeReports } from '../write-reports.ts'

/** Makes a run, tells how it goes, writes its reports, also when it broke, and ends as it ended. */
export async function runAndReport(
  context: Context,
  options: Omit<CheckOptions, 'outFolder' | 'command'>,
  output: OutputOptions,
): Promise<void> {
  const printer = context.printer({ quiet: output.quiet })
  const outFolder = output.folder ?? newRunFolder(new Date(), options)
  const progress = createProgress(printer)
  const startedAtMs = Date.now()
  if (options.replay === undefined) printer.talk(`seed ${options.seed}`)
  try {
    removeReports(outFolder, output)
    const record = await interruptible(printer, (signal) =>
      context.runCheck({ ...options, outFolder, command: [...context.argv] }, progress, signal),
    )
    printer.live('')
    context.end(exitCodeWithReports(record.exitCode, report(record)))
  } catch (error) {
    printer.live('')
    const record = readRunRecord(outFolder, startedAtMs)
    if (record !== undefined) report(record)
    throw error
  } finally {
    if (output.folder === undefined && existsSync(outFolder)) {
      for (const problem of linkLatest(outFolder)) printer.talk(problem)
    }
  }

  function report(record: RunRecord): string[] {
    const problems = writeReports(record, outFolder, output, printer)
    for (const problem of problems) printer.complain(`podnet: ${problem}`)
    return problems
  }
}

/** What a run that broke had saved, if it had come so far; not the record of an earlier run in the same folder. */
function readRunRecord(folder: string, sinceMs: number): RunRecord | undefined {
  try {
    const record = runRecordSchema.parse(JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')))
    return Date.parse(record.startedAt) >= sinceMs ? record : undefined
  } catch {
    return undefined
  }
}
