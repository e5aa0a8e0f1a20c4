import type { Outcome } from './observation.ts'
import type { Protocol } from './probe.ts'

/**
 * A known defect of a released network: the expectation stays what it should be, and a refutation that the defect
 * explains is counted apart (design: known defects). Never an exception in the model.
 */
export interface KnownDefect {
  id: string
  title: string
  /** Versions that carry it. */
  versions: string
  /** Where it is described; absent when no report is known. */
  link?: string
  /** Rules it breaks. */
  rules: readonly string[]
  /** How a probe under such a rule may end because of it: an outcome, or an answer under another source. */
  symptoms: readonly { outcome: Outcome; source?: 'unchanged'; protocol?: Protocol }[]
  /**
   * `always`: its conditions occur whenever a probe is judged by one of the rules. `by-chance`: they occur for one flow
   * in many, so it explains only a probe that is right every time it is made again, or one of a stage, which could not be made again.
   */
  occurs: 'always' | 'by-chance'
  /**
   * Of what occurs by chance: the share of all probes that meet it, at most. Where it explains more of a run's probes than
   * that share makes likely, something else is wrong.
   */
  perProbe?: number
}
