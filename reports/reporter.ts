import type { RunRecord } from '../properties/model/run-record.ts'
import type { Colours } from './colours.ts'

export interface ReportContext {
  /** The run folder, as a person would type it. */
  folder: string
  colours: Colours
}

/** Turns a run record into a text. Pure: the harness writes it. */
export interface Reporter {
  name: string
  /** One sentence for `--help`. */
  title: string
  /** File in the run folder when `--reporter NAME` names none. */
  file: string
  render(record: RunRecord, context: ReportContext): string
}
