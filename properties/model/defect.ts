import type { Outcome } from './observation.ts'

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
  /** Rule it breaks. Its conditions occur whenever a probe is judged by this rule. */
  rule: string
  /** How a probe under that rule ends because of it: an outcome, or an answer under another source. */
  symptom: { outcome: Outcome; source?: 'unchanged' }
}
