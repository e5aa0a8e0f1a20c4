import { inconclusiveCheck } from './checks.ts'
import type { History } from './history.ts'
import { mustBeAnswered } from './model/expectation.ts'
import type { Flow, FlowReport, FlowServer } from './model/flow.ts'
import { explainingDefect, judgeProbe } from './model/judge.ts'
import type { Check } from './model/verdict.ts'
import { describeProbe, type World } from './model/world.ts'
import { gapBoundMs, judgeGap, stoodStill } from './outage.ts'
import type { Property } from './property.ts'
import { isTouched } from './touched.ts'

const id = 'untouched-traffic-has-no-gap'
const rule = 'untouched-traffic-goes-on'

export const untouchedTrafficHasNoGap: Property = {
  id,
  claim:
    'Traffic between ends that a change leaves alone goes on through it, on old connections and on new ones, and both ends see the same as before.',
  claims: ['C78'],
  level: 'extended',
  needs: [],
  ofHistories: true,
  ofTraffic: true,
  judge(world, { history }) {
    if (history === undefined) return []
    return history.flows.flatMap((flow, index) => {
      const report = history.traffic.reports[index] as FlowReport
      if (!mustBeAnswered(world, flow.probe) || isTouched(world, flow, report)) return []
      const gap = report.ended === undefined ? [judgeLongestGap(world, history, flow, report)] : []
      return [...gap, ...report.servers.flatMap((server) => judgeServer(world, flow, report, server))]
    })
  },
}

function judgeLongestGap(world: World, { traffic, steps }: History, flow: Flow, { longestGap }: FlowReport): Check {
  const subject = describeFlow(world, flow)
  const gapMs = longestGap.toMs - longestGap.fromMs
  const verdict = judgeGap(gapMs, traffic.longestPauseMs)
  if (verdict === 'holds') return { property: id, rule, verdict, subject, expected: '', observed: '' }
  if (verdict === 'inconclusive')
    return inconclusiveCheck(id, rule, subject, `a gap of ${gapMs} ms, while ${stoodStill(traffic.longestPauseMs)}`)
  const during = steps.filter(({ beganMs, endedMs }) => beganMs <= longestGap.toMs && endedMs >= longestGap.fromMs)
  return {
    property: id,
    rule,
    verdict,
    subject,
    expected: `no gap above ${gapBoundMs(traffic.longestPauseMs)} ms`,
    observed: `a gap of ${gapMs} ms, ${longestGap.fromMs} ms after the traffic began, during ${during.map(({ step }) => step.kind).join(', ') || 'no step'}`,
  }
}

/** What is left alone is answered as any probe of before the Steps. Nothing to say where it was. */
function judgeServer(world: World, flow: Flow, { client, answered }: FlowReport, server: FlowServer): Check[] {
  const { kind, probe } = flow
  const { identity, local, peer } = server
  // A fresh attempt had a port that nobody kept, and so has a held connection.
  const port = kind === 'held' && client !== undefined ? client.port : peer.port
  const ends = { client: { address: client?.address ?? peer.address, port }, server: { identity, local, peer } }
  const observation = { outcome: 'answered', ...ends, durationMs: 0 } as const
  const { probe: _, observation: __, ...check } = judgeProbe(id, world, probe, observation)
  if (check.verdict !== 'refuted') return []
  const byChance =
    server.answers === 1 ? explainingDefect(world, check.rule, probe, observation, 'by-chance') : undefined
  const defect = check.defect ?? byChance
  return [
    {
      ...check,
      subject: describeFlow(world, flow),
      observed: `${check.observed}, in ${server.answers ?? 'some'} of ${answered} answers, from ${server.sinceMs} ms after the traffic began on`,
      ...(defect !== undefined && { defect }),
    },
  ]
}

const describeFlow = (world: World, { kind, probe }: Flow): string => `${describeProbe(world, probe)}, ${kind}`
