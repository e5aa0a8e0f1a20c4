import { inconclusiveCheck } from './checks.ts'
import type { History } from './history.ts'
import { mustBeAnswered } from './model/expectation.ts'
import { type Flow, type FlowReport, flowDeadlineMs, flowIntervalMs } from './model/flow.ts'
import type { Check } from './model/verdict.ts'
import { describeProbe, type World } from './model/world.ts'
import type { Property } from './property.ts'
import { isTouched } from './touched.ts'

const id = 'untouched-traffic-has-no-gap'
const rule = 'untouched-traffic-goes-on'

/** What one lost packet makes: an attempt that waits out its time, and the next one's turn. A second one is an outage. */
export const untouchedGapMs = flowDeadlineMs + 2 * flowIntervalMs

/** Agents may be late by this much and say something of the network still. */
const jitterMs = 500

export const untouchedTrafficHasNoGap: Property = {
  id,
  claim: 'Traffic between ends that a change leaves alone goes on through it, on old connections and on new ones.',
  claims: ['C78'],
  level: 'extended',
  needs: [],
  ofHistories: true,
  judge(world, { history }) {
    if (history === undefined) return []
    return history.flows.flatMap((flow, index) => {
      const report = history.traffic.reports[index] as FlowReport
      const isJudged = mustBeAnswered(world, flow.probe) && report.ended === undefined
      return isJudged && !isTouched(world, flow, report) ? [judgeGap(world, history, flow, report)] : []
    })
  },
}

/** An agent that stood still says nothing of the network, and two of them take part. */
function judgeGap(world: World, { traffic, steps }: History, { kind, probe }: Flow, { longestGap }: FlowReport): Check {
  const subject = `${describeProbe(world, probe)}, ${kind}`
  const gapMs = longestGap.toMs - longestGap.fromMs
  if (gapMs <= untouchedGapMs + 2 * Math.min(traffic.longestPauseMs, jitterMs))
    return { property: id, rule, verdict: 'holds', subject, expected: '', observed: '' }
  const boundMs = untouchedGapMs + 2 * traffic.longestPauseMs
  if (gapMs <= boundMs) {
    const pause = `an agent stood still for ${traffic.longestPauseMs} ms: the machine has too much to do`
    return inconclusiveCheck(id, rule, subject, `a gap of ${gapMs} ms, while ${pause}`)
  }
  const during = steps.filter(({ beganMs, endedMs }) => beganMs <= longestGap.toMs && endedMs >= longestGap.fromMs)
  return {
    property: id,
    rule,
    verdict: 'refuted',
    subject,
    expected: `no gap above ${boundMs} ms`,
    observed: `a gap of ${gapMs} ms, ${longestGap.fromMs} ms after the traffic began, during ${during.map(({ step }) => step.kind).join(', ') || 'no step'}`,
  }
}
