import { inconclusiveCheck, unsupportedCheck } from './checks.ts'
import { mayBeForgotten } from './forgotten-flow.ts'
import { flowBefore, type History } from './history.ts'
import type { FlowReport } from './model/flow.ts'
import { judgeProbe } from './model/judge.ts'
import type { Observation } from './model/observation.ts'
import type { Probe } from './model/probe.ts'
import { describeStep } from './model/step.ts'
import type { Check } from './model/verdict.ts'
import type { World } from './model/world.ts'
import { judgeOldFlow } from './old-udp-flow.ts'
import type { Property } from './property.ts'

const id = 'clusters-converge-after-a-history'

export const clustersConvergeAfterAHistory: Property = {
  id,
  claim:
    'Whatever Pods, Services and links went through, the cluster ends up doing what the model says of its last state, also for UDP flows that went on.',
  claims: ['C78'],
  level: 'core',
  needs: [],
  ofHistories: true,
  judge(world, { history }) {
    if (history === undefined) return []
    const notDone = history.steps.flatMap(({ step, notDone }) =>
      notDone === undefined ? [] : [unsupportedCheck(id, 'history-converges', describeStep(step), notDone)],
    )
    const ends = history.exchanges.map(([probe, seen]) => {
      const check = judgeEnd(world, history.end, flowBefore(history, probe), probe, seen)
      // It was wrong from the last step until the cluster had had its time.
      return check.verdict === 'refuted' ? { ...check, persistence: 'persistent' as const } : check
    })
    return [...notDone, timing(history), ...ends]
  },
}

/** How long it took, as evidence: every probe has its own check beside. */
function timing(history: History): Check {
  const { convergedMs, bound, steps } = history
  const subject = `${steps.length} steps: ${steps.map(({ step }) => describeStep(step)).join('; ')}`
  const judged = { property: id, rule: 'history-converges', subject } as const
  if (convergedMs !== undefined && convergedMs > bound.timeMs)
    // Of an older record: its last round began when a probe of before gave up.
    return inconclusiveCheck(id, judged.rule, subject, `nobody looked between the bound and ${convergedMs} ms`)
  if (history.exchanges.length === 0) return inconclusiveCheck(id, judged.rule, subject, 'nothing was probed')
  if (convergedMs !== undefined)
    return {
      ...judged,
      verdict: 'holds',
      expected: '',
      observed: `all was right ${convergedMs} ms after the last step, of ${bound.timeMs} ms`,
    }
  return {
    ...judged,
    verdict: 'refuted',
    expected: `all right ${bound.timeMs} ms after the last step (${bound.source})`,
    observed: `something was wrong in each of ${history.rounds} rounds`,
  }
}

/** A probe of the end state: as a new flow, or as one that was answered before the last step. */
export function judgeEnd(
  { scenario }: World,
  end: World,
  before: FlowReport | undefined,
  probe: Probe,
  seen: Observation,
): Check {
  if (before === undefined || probe.target.service === undefined) return judgeProbe(id, end, probe, seen)
  // What was never answered may be remembered as well: as a call to an address that was nobody's then.
  const server = before.servers.at(-1)
  const last = server === undefined ? ({ outcome: 'timed-out' } as const) : ({ outcome: 'answered', server } as const)
  const mayHaveEnded = server !== undefined && mayBeForgotten(scenario, probe, server)
  return judgeOldFlow(id, end, probe, seen, last, mayHaveEnded)
}
