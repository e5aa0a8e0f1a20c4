import type { ProfileResult, RunRecord } from '../../properties/model/run-record.ts'
import type { Verdict } from '../../properties/model/verdict.ts'
import { total } from './counts.ts'
import { medianSize } from './median-size.ts'
import { count, duration } from './words.ts'

const order: readonly Verdict[] = ['holds', 'refuted', 'inconclusive', 'unsupported']

/** What the whole run did, in one line. */
export function totalsLine(record: RunRecord): string {
  const sum = (of: (profile: ProfileResult) => number): number =>
    record.profiles.reduce((soFar, profile) => soFar + of(profile), 0)
  const verdicts = order
    .map((verdict) => ({ verdict, number: record.profiles.filter((profile) => profile.verdict === verdict).length }))
    .filter(({ number }) => number > 0)
    .map(({ verdict, number }) => `${number} ${verdict}`)
  const rules = new Set(record.profiles.flatMap((profile) => Object.keys(profile.rules)))
  return [
    `${count(record.profiles.length, 'network')} (${verdicts.join(', ')})`,
    count(
      sum((profile) => profile.cases),
      'case',
    ),
    medianSize(
      record.profiles.flatMap((profile) => profile.nodesPerCase),
      'Nodes',
    ),
    medianSize(
      record.profiles.flatMap((profile) => profile.podsPerCase),
      'Pods',
    ),
    count(
      sum((profile) => profile.pairs),
      'pair',
    ),
    count(
      sum((profile) => profile.probes),
      'probe',
    ),
    count(
      sum((profile) => total(profile.checks)),
      'check',
    ),
    count(rules.size, 'rule'),
    duration(Date.parse(record.finishedAt) - Date.parse(record.startedAt)),
  ].join(', ')
}
