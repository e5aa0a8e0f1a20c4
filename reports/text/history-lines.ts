import { median } from 'simple-statistics'
import type { ProfileResult } from '../../properties/model/run-record.ts'
import { count } from './words.ts'

/** What histories the cases had and how long it took until all was right; nothing without any. */
export function historyLines({ histories }: ProfileResult): string[] {
  if (histories === undefined) return []
  const { made, steps, kinds, flows, convergedMs, boundMs, boundSource, longestGapMs } = histories
  const byKind = Object.entries(kinds)
    .toSorted(([, a], [, b]) => b - a)
    .map(([kind, number]) => `${kind} ${number.toLocaleString('en-US')}`)
  return [
    `histories: ${made.toLocaleString('en-US')} with ${count(steps, 'step')} and ${count(flows, 'flow')}: ${byKind.join(', ')}`,
    `converged: ${convergedMs.length} of ${made}${spread(convergedMs)} after the last step (bound ${milliseconds(boundMs)})` +
      `; longest gap of a flow${spread(longestGapMs)}`,
    ...(boundSource === undefined ? [] : [`bound ${milliseconds(boundMs)}: ${boundSource}`]),
  ]
}

function spread(times: readonly number[]): string {
  if (times.length === 0) return ''
  return `, ${milliseconds(median([...times]))} at the median, ${milliseconds(Math.max(...times))} at most`
}

const milliseconds = (ms: number): string => `${Math.round(ms).toLocaleString('en-US')} ms`
