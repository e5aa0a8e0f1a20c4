import { inconclusiveCheck } from './checks.ts'
import { mustBeAnswered } from './model/expectation.ts'
import type { Flow, FlowReport, Traffic } from './model/flow.ts'
import type { Check } from './model/verdict.ts'
import { describeProbe, type World } from './model/world.ts'
import { judgeGap, stoodStill } from './outage.ts'
import type { Property } from './property.ts'
import { isTouched } from './touched.ts'

const id = 'connections-outlive-what-does-not-touch-them'
const rule = 'untouched-connection-stays'

export const connectionsOutliveWhatDoesNotTouchThem: Property = {
  id,
  claim: 'A TCP connection stays whatever happens to others: as long as its two ends and its Service are left alone.',
  claims: ['C78'],
  level: 'core',
  needs: [],
  ofHistories: true,
  ofTraffic: true,
  judge(world, { history }) {
    if (history === undefined) return []
    const { flows, traffic } = history
    return flows.flatMap((flow, index) => {
      const report = traffic.reports[index] as FlowReport
      const isConnection = flow.kind === 'held' && flow.probe.protocol === 'tcp'
      if (!isConnection || !mustBeAnswered(world, flow.probe) || isTouched(world, flow, report)) return []
      return [judgeConnection(world, traffic, flow, report)]
    })
  },
}

/** A connection that only waits has not ended, but goes on no more than one that has. */
function judgeConnection(world: World, { longestPauseMs }: Traffic, { probe }: Flow, report: FlowReport): Check {
  const { answered, ended, silentMs = 0 } = report
  const subject = `${describeProbe(world, probe)}, one connection`
  if (ended?.outcome === 'not-made') return inconclusiveCheck(id, rule, subject, ended.error ?? 'it was not made')
  const verdict = ended === undefined && answered > 0 ? judgeGap(silentMs, longestPauseMs) : 'refuted'
  if (verdict === 'holds') return { property: id, rule, verdict, subject, expected: '', observed: '' }
  const silence = answered === 0 ? 'it never answered' : `no answer in the last ${silentMs} ms, after ${answered}`
  if (verdict === 'inconclusive')
    return inconclusiveCheck(id, rule, subject, `${silence}, while ${stoodStill(longestPauseMs)}`)
  const observed =
    ended === undefined
      ? silence
      : `it ended after ${ended.atMs} ms and ${answered} answers: ${ended.outcome}${ended.error === undefined ? '' : ` (${ended.error})`}`
  return { property: id, rule, verdict, subject, expected: 'it stays', observed }
}
