import type { Counterexample } from '../../properties/model/run-record.ts'
import { count, duration } from './words.ts'

/** How small a counterexample was made, whether it can be smaller, and what fails there; nothing where it was left as it was. */
export function shrunkLines({ shrunk }: Counterexample): string[] {
  if (shrunk === undefined) return []
  const { pods, services, steps, applications, durationMs, minimal, confirmed, check, original } = shrunk
  const sizes = `${count(pods.after, 'Pod')}, ${count(services.after, 'Service')} of ${pods.before} and ${services.before}`
  const history = steps === undefined ? '' : `, ${count(steps.after, 'Step')} of ${steps.before}`
  const effort = `${count(applications, 'application')}, ${duration(durationMs)}`
  const end =
    minimal === true
      ? `1-minimal, failed in ${confirmed.failed} of ${count(confirmed.made, 'attempt')}`
      : `not 1-minimal: ${minimal}`
  return [
    `smallest  ${sizes}${history} (${effort}); ${end}`,
    ...(check === undefined ? [] : [`there     ${check.subject}: ${check.observed}, expected ${check.expected}`]),
    `found as  ${original}`,
  ]
}
