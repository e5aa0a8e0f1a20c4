import { lstatSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { RunRecord } from '../properties/model/run-record.ts'
import { noColours } from '../reports/colours.ts'
import type { Reporter } from '../reports/reporter.ts'
import { findReporter } from '../reports/reporters.ts'
import { terminal } from '../reports/terminal.ts'
import { exitCodes } from './exit.ts'
import type { OutputOptions } from './options/output.ts'
import type { ReportOrder } from './options/reporters.ts'
import type { Printer } from './print.ts'

/**
 * Prints and writes every report of a run. One that fails takes no other with it.
 * Returns a sentence for each that failed.
 */
export function writeReports(record: RunRecord, folder: string, output: OutputOptions, printer: Printer): string[] {
  const context = { folder, colours: noColours }
  const toFiles = output.reports.map((report) => () => {
    const { render } = known(report.reporter)
    const path = pathOf(report, folder)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, render(record, context))
  })
  const toTerminal = (): void => {
    const print = output.json ? printer.talk : printer.data
    const colours = output.json ? printer.talkColours : printer.dataColours
    print(terminal.render(record, { folder, colours }).trimEnd())
  }
  const toStdout = (): void => {
    if (output.json) printer.data(JSON.stringify(record, undefined, 2))
  }
  const names = [...output.reports.map(({ reporter }) => reporter), terminal.name, '--json']
  return [...toFiles, toTerminal, toStdout].flatMap((write, index) => problemOf(`report ${names[index]}`, write))
}

/** Takes away what an earlier run wrote in the place of the reports to come: a run that is killed leaves none. */
export function removeReports(folder: string, { reports }: OutputOptions): void {
  for (const report of reports) {
    const path = pathOf(report, folder)
    // Not what is a device, or a link to one.
    if (lstatSync(path, { throwIfNoEntry: false })?.isFile()) rmSync(path)
  }
}

const pathOf = ({ reporter, file }: ReportOrder, folder: string): string => file ?? join(folder, known(reporter).file)

function known(name: string): Reporter {
  const reporter = findReporter(name)
  if (reporter === undefined) throw new Error(`there is no reporter ${name}`)
  return reporter
}

function problemOf(what: string, action: () => void): string[] {
  try {
    action()
    return []
  } catch (error) {
    return [`${what} failed: ${(error as Error).message}`]
  }
}

/**
 * How a run ends whose reports may have failed. A refutation and an interruption say more than a report that is
 * missing; a green run without its reports is not green.
 */
export function exitCodeWithReports(exitCode: number, problems: readonly string[]): number {
  const stands = exitCode !== exitCodes.holds && exitCode !== exitCodes.inconclusive
  return problems.length === 0 || stands ? exitCode : exitCodes.failed
}

/** Points `latest`, beside the run folder, to it. Returns what went wrong; a run is no worse without the link. */
export function linkLatest(folder: string): string[] {
  const link = join(dirname(folder), 'latest')
  const temporary = `${link}.${process.pid}`
  return problemOf(`link ${link}`, () => {
    rmSync(temporary, { force: true })
    symlinkSync(basename(folder), temporary)
    renameSync(temporary, link)
  })
}
