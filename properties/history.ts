import type { StructureFacts } from './model/facts.ts'
import type { Flow, FlowReport, Traffic } from './model/flow.ts'
import type { Observation } from './model/observation.ts'
import type { Probe } from './model/probe.ts'
import type { Step } from './model/step.ts'
import type { World } from './model/world.ts'

/** A Step as it was made. Times are milliseconds since the traffic began. */
export interface MadeStep {
  step: Step
  beganMs: number
  endedMs: number
  /** Why what the Step does beside changing the scenario was not done. */
  notDone?: string
}

/** What the Steps of a case showed. */
export interface History {
  steps: readonly MadeStep[]
  /** What the cluster held after the last one. */
  end: World
  /** What went on meanwhile. */
  flows: readonly Flow[]
  traffic: Traffic
  /** Every probe of the end state, each with what was seen last; those from the source port of a held flow come last. */
  exchanges: readonly (readonly [Probe, Observation])[]
  /** Read afterwards, where Nodes came or went. */
  structure?: StructureFacts
  /** How often the probes that were wrong were made. */
  rounds: number
  /**
   * From the end of the last Step to the beginning of the last round in which something that was wrong was made again, and
   * was right: 0 where all was right at once; the bound at most, with which the last round begins; absent where that did
   * not come.
   */
  convergedMs?: number
  /** The time the cluster had for it, and where that number comes from. */
  bound: { timeMs: number; source: string }
}

/** The held UDP flow whose source port a probe of the end state bears. */
export function flowBefore(
  { flows, traffic }: Pick<History, 'flows' | 'traffic'>,
  probe: Probe,
): FlowReport | undefined {
  if (probe.sourcePort === undefined) return undefined
  const index = flows.findIndex(
    (flow) => flow.probe.sourcePort === probe.sourcePort && flow.probe.client === probe.client,
  )
  return traffic.reports[index]
}
