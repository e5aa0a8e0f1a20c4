import type { RunRecord } from '../../properties/model/run-record.ts'
import { worstVerdict } from '../../properties/model/verdict.ts'
import { exitCodeOf, exitCodes } from '../exit.ts'
import { Interrupted } from '../interrupted.ts'
import type { CheckOptions } from './options.ts'

/** A network the user named and this machine lacks makes the run inconclusive; under `all` it is listed only. */
export function conclude(record: RunRecord, { networksNamed }: Pick<CheckOptions, 'networksNamed'>): void {
  const verdicts = record.profiles.map(({ verdict }) =>
    verdict === 'unsupported' && networksNamed ? 'inconclusive' : verdict,
  )
  const worst = worstVerdict(verdicts)
  record.verdict = worst === 'unsupported' ? 'inconclusive' : worst
  record.exitCode = exitCodes[record.verdict as 'holds' | 'refuted' | 'inconclusive']
}

/** Concludes a run that an error ended. Returns whether the record tells all of the error; where not, it is to be thrown. */
export function concludeEarly(record: RunRecord, error: unknown): boolean {
  record.exitCode = exitCodeOf(error)
  if (error instanceof Interrupted) {
    record.interruptedBy = error.by
    return true
  }
  const last = record.profiles.at(-1)
  // That podnet itself failed is told as such, whatever came before.
  if (record.verdict !== 'refuted' || record.exitCode === exitCodes.failed || last === undefined) return false
  last.reasons.push((error as Error).message)
  record.interruptedBy = `${last.profile} could not be finished`
  record.exitCode = exitCodes.refuted
  return true
}
