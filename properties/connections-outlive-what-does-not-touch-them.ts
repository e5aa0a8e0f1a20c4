import { inconclusiveCheck } from './checks.ts'
import { mustBeAnswered } from './model/expectation.ts'
import type { Flow, FlowReport } from './model/flow.ts'
import type { Check } from './model/verdict.ts'
import { describeProbe, type World } from './model/world.ts'
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
  judge(world, { history }) {
    if (history === undefined) return []
    const { flows, traffic } = history
    return flows.flatMap((flow, index) => {
      const report = traffic.reports[index] as FlowReport
      const isConnection = flow.kind === 'held' && flow.probe.protocol === 'tcp'
      if (!isConnection || !mustBeAnswered(world, flow.probe) || isTouched(world, flow, report)) return []
      return [judgeConnection(world, flow, report)]
    })
  },
}

function judgeConnection(world: World, { probe }: Flow, { answered, ended }: FlowReport): Check {
  const subject = `${describeProbe(world, probe)}, one connection`
  if (ended?.outcome === 'not-made') return inconclusiveCheck(id, rule, subject, ended.error ?? 'it was not made')
  if (ended === undefined && answered > 0)
    return { property: id, rule, verdict: 'holds', subject, expected: '', observed: '' }
  const observed =
    ended === undefined
      ? 'it never answered'
      : `it ended after ${ended.atMs} ms and ${answered} answers: ${ended.outcome}${ended.error === undefined ? '' : ` (${ended.error})`}`
  return { property: id, rule, verdict: 'refuted', subject, expected: 'it stays', observed }
}
