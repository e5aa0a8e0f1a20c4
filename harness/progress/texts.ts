import type { ProfileResult } from '../../properties/model/run-record.ts'
import { count, duration } from '../../reports/text/words.ts'
import type { RunProgress } from '../run/options.ts'

type CaseFinished = Parameters<RunProgress['caseFinished']>[0]

/** `flannel-vxlan: case 7 of 20, 3 Nodes, 14 Pods, 1,234 probes, 180 ms`, and what is wrong. */
export function caseText({
  profile,
  index,
  casesPlanned,
  nodes,
  pods,
  probes,
  counts,
  durationMs,
}: CaseFinished): string {
  return [
    `${profile}: case ${index + 1} of ${casesPlanned}`,
    count(nodes, 'Node'),
    count(pods, 'Pod'),
    count(probes, 'probe'),
    duration(durationMs),
    ...(counts.refuted > 0 ? [`${counts.refuted} refuted`] : []),
    ...(counts.inconclusive > 0 ? [`${counts.inconclusive} undecided`] : []),
  ].join(', ')
}

/** `flannel-vxlan: holds, 20 cases, 4.2 s`. */
export function finishedText({ profile, verdict, cases, durationMs, reasons }: ProfileResult): string {
  if (verdict === 'unsupported') return `${profile}: unsupported: ${reasons.join('; ')}`
  return `${profile}: ${[verdict, count(cases, 'case'), duration(durationMs)].join(', ')}`
}
