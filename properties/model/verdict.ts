import type { Seen } from './observation.ts'
import type { Probe } from './probe.ts'

/**
 * `holds`: what was seen is in the expectation. `refuted`: it is not. `inconclusive`: podnet could not find out.
 * `unsupported`: this machine or network has not what the check needs.
 */
export type Verdict = 'holds' | 'refuted' | 'inconclusive' | 'unsupported'

/** How a refuted probe behaved when it was made again: always wrong, right afterwards, or now and then. All three are refuted. */
export type Persistence = 'persistent' | 'late' | 'flaky'

/** One judged fact. */
export interface Check {
  property: string
  /** Id of the rule that judged it. */
  rule: string
  verdict: Verdict
  /** What was checked, in one phrase: `pod/a@node1 -> pod/b@node2 TCP 8080`. */
  subject: string
  /** In words; empty when it holds. */
  expected: string
  observed: string
  probe?: Probe
  observation?: Seen
  persistence?: Persistence
  /** The first attempt and those made again with fresh ports; present with `persistence`. */
  attempts?: { failed: number; made: number }
  /** Flaky: Wilson's 95 % interval of the share that fails, of those made again alone: the first was chosen because it failed. */
  rate?: { low: number; high: number }
  /** Subject of the check that tells of the loss on its way, of which this refutation is a part. */
  loss?: string
  /** Id of the known defect that explains a refutation. */
  defect?: string
}

/** The worst verdict wins: refuted, then inconclusive, then holds; unsupported only when there is nothing else. */
export function worstVerdict(verdicts: Iterable<Verdict>): Verdict {
  const seen = new Set(verdicts)
  for (const verdict of ['refuted', 'inconclusive', 'holds'] as const) if (seen.has(verdict)) return verdict
  return 'unsupported'
}
