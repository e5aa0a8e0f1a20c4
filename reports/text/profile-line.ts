import type { ProfileResult } from '../../properties/model/run-record.ts'
import { total } from './counts.ts'
import { medianSize } from './median-size.ts'
import { count, duration } from './words.ts'

/** What was done on one network, in one line without its name and verdict. */
export function profileLine(profile: ProfileResult): string {
  if (profile.verdict === 'unsupported') return reasons(profile)
  const done = profile.cases < profile.casesPlanned ? `${profile.cases} of ` : ''
  const line = [
    `${done}${count(profile.casesPlanned, 'case')}`,
    medianSize(profile.nodesPerCase, 'Nodes'),
    medianSize(profile.podsPerCase, 'Pods'),
    count(profile.pairs, 'pair'),
    count(profile.probes, 'probe'),
    `${count(total(profile.checks), 'check')}${unsupported(profile)}`,
    count(Object.keys(profile.rules).length, 'rule'),
    duration(profile.durationMs),
  ]
  const refuted = profile.checks.refuted > 0 ? [count(profile.checks.refuted, 'check refuted', 'checks refuted')] : []
  const undecided = profile.checks.inconclusive > 0 ? [`${count(profile.checks.inconclusive, 'check')} undecided`] : []
  return [[...line, ...refuted, ...undecided].join(', '), reasons(profile)].filter((part) => part !== '').join('; ')
}

/** What this machine, cluster or network has nothing for is told, not passed over. */
function unsupported({ checks }: ProfileResult): string {
  return checks.unsupported === 0 ? '' : ` (${checks.unsupported} unsupported)`
}

function reasons(profile: ProfileResult): string {
  return profile.reasons.join('; ')
}
