import { flowDeadlineMs, flowIntervalMs } from './model/flow.ts'
import type { Verdict } from './model/verdict.ts'

/** What one lost packet makes: an attempt that waits out its time, and the next one's turn. A second one is an outage. */
export const longestHarmlessGapMs = flowDeadlineMs + 2 * flowIntervalMs

/** Agents may be late by this much and say something of the network still; two of them take part in each exchange. */
const jitterMs = 500

/** How long traffic has to go on after a change, so that every outage the change brings about is long enough to be one. */
export const outageShowsMs = longestHarmlessGapMs + 2 * jitterMs + flowIntervalMs

/** The longest gap that is none of the network's while agents stood still for `longestPauseMs` at most. */
export const gapBoundMs = (longestPauseMs: number): number => longestHarmlessGapMs + 2 * longestPauseMs

/** What a gap says of the network: an agent that stood still for longer than its jitter says nothing, until the gap is longer than that. */
export function judgeGap(gapMs: number, longestPauseMs: number): Exclude<Verdict, 'unsupported'> {
  if (gapMs <= gapBoundMs(Math.min(longestPauseMs, jitterMs))) return 'holds'
  return gapMs <= gapBoundMs(longestPauseMs) ? 'inconclusive' : 'refuted'
}

export const stoodStill = (longestPauseMs: number): string =>
  `an agent stood still for ${longestPauseMs} ms: the machine has too much to do`
