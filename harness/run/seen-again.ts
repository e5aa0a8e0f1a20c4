import type { Counterexample, RunRecord } from '../../properties/model/run-record.ts'
import type { SeenFailure } from '../scenario-file/status.ts'

/** Whether the failure that a scenario file tells of was seen again in a run of it. */
export function seenAgain(failure: SeenFailure, found: readonly Counterexample[]): NonNullable<RunRecord['replayed']> {
  const { property, rule, subject } = failure
  const ofRule = found.filter((one) => one.property === property && one.rule === rule)
  const subjects = ofRule.flatMap((one) => [one.subject, ...one.otherSubjects]).map(withoutAddresses)
  const seen = subjects.includes(withoutAddresses(subject)) ? 'again' : ofRule.length > 0 ? 'elsewhere' : 'not'
  return { property, rule, subject, seen }
}

/** Another cluster gives its Pods other addresses and its clients other ports. */
const withoutAddresses = (subject: string): string => subject.replaceAll(/ \([^)]*\)/g, '')
