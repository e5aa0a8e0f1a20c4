import { count } from '../../reports/text/words.ts'
import type { Printer } from '../print.ts'
import type { RunProgress } from '../run/options.ts'
import { caseText, finishedText } from './texts.ts'

/** Cases between two lines of one network. */
const casesPerLine = 10

export function plainProgress(printer: Printer): RunProgress {
  return {
    profileStarted: (profile, casesPlanned) => printer.talk(`${profile}: ${count(casesPlanned, 'case')}`),
    caseFinished: (event) => {
      const done = event.index + 1
      if (done % casesPerLine === 0 && done < event.casesPlanned) printer.talk(caseText(event))
    },
    shrinking: () => {},
    profileFinished: (result) => printer.talk(finishedText(result)),
    note: (sentence) => printer.talk(sentence),
  }
}
