import { findReporter, reporters } from '../../reports/reporters.ts'
import { didYouMean } from './closest.ts'

/** A report to write into a file, beside what is always printed and saved. */
export interface ReportOrder {
  reporter: string
  /** Absent: the reporter's own file in the run folder. */
  file?: string
}

/** Reads `--reporter NAME[=FILE]`, as often as it was given. */
export function readReporters(texts: readonly string[], problems: string[]): ReportOrder[] {
  const names = reporters.map(({ name }) => name)
  return texts.flatMap((text): ReportOrder[] => {
    const [reporter = '', ...rest] = text.split('=')
    const file = rest.join('=')
    if (findReporter(reporter) === undefined) {
      const hint = didYouMean(reporter, names)
      problems.push(`--reporter: expected one of ${names.join(', ')}, found "${reporter}"${hint}`)
      return []
    }
    if (text.includes('=') && file === '') {
      problems.push(`--reporter ${text}: expected a file after "="; for example ${reporter}=report.txt`)
      return []
    }
    return [file === '' ? { reporter } : { reporter, file }]
  })
}
