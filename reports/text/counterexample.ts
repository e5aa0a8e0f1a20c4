import type { Counterexample } from '../../properties/model/run-record.ts'
import { shrunkLines } from './shrunk.ts'
import { count } from './words.ts'

/** How many of them are told in full. */
const shownSubjects = 3

/** Who to whom, what was seen, what the model allows, how often, and which pairs are hit. */
export function sentence(counterexample: Counterexample): string {
  const { subject, observed, expected, attempts, persistence, pattern, rate } = counterexample
  const made = attempts === undefined ? [] : [`${attempts.failed} of ${attempts.made} attempts`]
  const when = persistence === undefined || persistence === 'persistent' ? [] : [`${persistence}${often(rate)}`]
  return [`${subject}: ${observed}, expected ${expected}`, ...made, ...when, pattern]
    .filter((part) => part !== '')
    .join('; ')
}

/** What follows the sentence: rule, context, who else is hit and how to repeat it. */
export function details(counterexample: Counterexample): string[] {
  const { claim, property, rule, ruleText, citation, network, caseIndex, topology, scenario, affected } = counterexample
  const steps = scenario.steps === undefined ? '' : `, ${count(scenario.steps.length, 'step')}`
  const sizes = `${count(topology.nodes.length, 'Node')}, ${count(scenario.pods.length, 'Pod')}${steps}`
  return [
    `property  ${property}: ${claim}`,
    `rule      ${rule}: ${ruleText} (${citation})`,
    `where     ${network}, case ${caseIndex}, ${sizes}; ${affected.refuted} of ${count(affected.judged, 'check')} of this rule refuted`,
    ...also(counterexample),
    ...explained(counterexample),
    ...shrunkLines(counterexample),
    ...(counterexample.explanation === undefined ? [] : [`explained ${counterexample.explanation.sentence}`]),
    `replay    ${counterexample.replay}`,
    ...(counterexample.pasted === undefined ? [] : [`or paste  ${counterexample.pasted}`]),
  ]
}

function also({ otherSubjects, affected }: Counterexample): string[] {
  const shown = otherSubjects.slice(0, shownSubjects)
  if (shown.length === 0) return []
  const rest = affected.refuted - 1 - shown.length
  return [`also      ${shown.join('; ')}${rest > 0 ? ` and ${rest.toLocaleString('en-US')} more` : ''}`]
}

/** How often what is flaky fails. */
function often(rate: Counterexample['rate']): string {
  if (rate === undefined) return ''
  const [low, high] = [rate.low, rate.high].map((share) => (share * 100).toFixed(share < 0.1 ? 1 : 0))
  return `, fails ${low} to ${high} % of the time (Wilson 95 %)`
}

function explained({ explains }: Counterexample): string[] {
  if (explains === undefined) return []
  return [
    `explains  ${count(explains, 'more refuted check')}: timeouts on such ways that are not known to come every time`,
  ]
}
