import type { History } from '../../properties/history.ts'
import { coverageCell } from '../../properties/model/coverage.ts'
import type { ProfileResult } from '../../properties/model/run-record.ts'

/** Adds a history to its profile's numbers. Attempts of its flows are no probes: there are as many as time allowed. */
export function tallyHistory(profile: ProfileResult, history: History): void {
  const { steps, end, flows, traffic, exchanges, convergedMs, bound } = history
  profile.probes += exchanges.length
  for (const [probe] of exchanges) increment(profile.coverage, coverageCell(end, probe))
  profile.histories ??= {
    made: 0,
    steps: 0,
    kinds: {},
    flows: 0,
    convergedMs: [],
    boundMs: bound.timeMs,
    boundSource: bound.source,
    longestGapMs: [],
  }
  const { histories } = profile
  histories.made += 1
  histories.steps += steps.length
  histories.flows += flows.length
  for (const { step } of steps) increment(histories.kinds, step.kind)
  if (convergedMs !== undefined) histories.convergedMs.push(convergedMs)
  const gaps = traffic.reports.map(({ longestGap }) => longestGap.toMs - longestGap.fromMs)
  histories.longestGapMs.push(Math.max(0, ...gaps))
}

function increment(counts: Record<string, number>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1
}
