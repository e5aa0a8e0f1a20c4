import { count } from '../../reports/text/words.ts'
import type { JudgedRun } from './judge-run.ts'

/** Subjects that one change names. */
const shownSubjects = 3

/** What a person reads of a run that was judged again. */
export function judgedText({ verdict, cases, checks, flips, rules, notJudged, profiles }: JudgedRun): string {
  const held = `${count(checks.holds, 'check')} hold, ${checks.refuted} refuted, ${checks.inconclusive} undecided, ${checks.unsupported} unsupported, ${checks.knownDefects} known defects`
  const changed = profiles.filter(({ before, today }) => before !== today)
  return [
    ...flipLines(flips),
    ...rules.map(
      ({ profile, rule, before, today }) =>
        `${profile}: rule ${rule} judged ${count(before, 'check')}, and ${today} today`,
    ),
    ...notJudged.cases.map((words) => `not judged again: ${words}`),
    ...notJudged.properties.map((id) => `not judged again: property ${id}`),
    ...(notJudged.asExpected > 0
      ? [`not judged again: ${count(notJudged.asExpected, 'probe')} that agents compared and did not return`]
      : []),
    `${count(cases, 'case')} judged with today's model: ${held}`,
    ...profileLines(changed),
    `${flips.length === 0 ? 'no verdict changed' : count(flips.length, 'verdict changed', 'verdicts changed')}; the run was ${verdict.before} and is ${verdict.today} today`,
  ].join('\n')
}

/** One line for all checks of a rule that went the same way. */
function flipLines(flips: JudgedRun['flips']): string[] {
  const byWay = Map.groupBy(flips, ({ property, rule, from, to }) => `${property}, ${rule}: ${from} -> ${to}`)
  return [...byWay].flatMap(([way, all]) => {
    const shown = all.slice(0, shownSubjects)
    const rest = all.length - shown.length
    return [
      `${way}: ${count(all.length, 'check')}`,
      ...shown.map(({ network, caseIndex, subject }) => `  ${network} case ${caseIndex}: ${subject}`),
      ...(rest > 0 ? [`  and ${rest.toLocaleString('en-US')} more`] : []),
    ]
  })
}

/** One line for all profiles whose verdict went the same way. */
function profileLines(changed: JudgedRun['profiles']): string[] {
  const byWay = Map.groupBy(changed, ({ before, today }) => `${before} then, ${today} today`)
  return [...byWay].map(([way, all]) => {
    const rest = all.length - 1
    return `${all[0]?.profile}${rest > 0 ? ` and ${count(rest, 'more profile')}` : ''}: ${way}`
  })
}
