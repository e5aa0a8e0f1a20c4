import type { VerdictCounts } from '../../properties/model/run-record.ts'
import type { Verdict } from '../../properties/model/verdict.ts'

/** Checks that were judged or should have been, known defects included. */
export function total(counts: VerdictCounts): number {
  return counts.holds + counts.refuted + counts.inconclusive + counts.unsupported + counts.knownDefects
}

/** The verdict that these counts amount to. A known defect is a check whose refutation is explained: it does not refute. */
export function verdictOf(counts: VerdictCounts): Verdict {
  if (counts.refuted > 0) return 'refuted'
  if (counts.inconclusive > 0) return 'inconclusive'
  return counts.holds > 0 || counts.knownDefects > 0 ? 'holds' : 'unsupported'
}
