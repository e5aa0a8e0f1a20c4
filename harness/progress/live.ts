import type { Printer } from '../print.ts'
import type { RunProgress } from '../run/options.ts'
import { caseText, finishedText } from './texts.ts'

export function liveProgress(printer: Printer): RunProgress {
  return {
    profileStarted: (profile, casesPlanned) => printer.live(`${profile}: case 1 of ${casesPlanned}`),
    caseFinished: (event) => printer.live(caseText(event)),
    shrinking: (sentence) => printer.live(sentence),
    profileFinished: (result) => {
      printer.live('')
      printer.talk(finishedText(result))
    },
    note: (sentence) => printer.talk(sentence),
  }
}
