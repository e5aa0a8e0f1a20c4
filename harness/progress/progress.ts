import type { Printer } from '../print.ts'
import type { RunProgress } from '../run/options.ts'
import { liveProgress } from './live.ts'
import { plainProgress } from './plain.ts'

/** What a run tells on stderr: a live line on a terminal, a line now and then elsewhere, nothing with `--quiet`. */
export function createProgress(printer: Printer): RunProgress {
  return printer.isLive ? liveProgress(printer) : plainProgress(printer)
}
