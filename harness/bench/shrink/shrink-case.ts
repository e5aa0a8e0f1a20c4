import type { StartedCluster } from '../../../clusters/cluster.ts'
import { checkCase } from '../../run/check-case.ts'
import { counterexamplesOf } from '../../run/counterexamples.ts'
import { pinFirst } from '../../run/shrink-first.ts'
import { type Budget, defaultBudget } from '../../shrink/budget.ts'
import { type Shrunk, shrink } from '../../shrink/shrink.ts'
import { modelCluster } from './model-cluster.ts'
import type { PlantedCase } from './planted-cases.ts'

export interface ShrunkCase {
  /** What was pinned: who to whom. */
  subject: string
  rule: string
  shrunk: Shrunk
}

/** Checks the large scenario in a cluster that has the fault and makes the first counterexample smaller. */
export async function shrinkCase(
  cluster: StartedCluster,
  { scenario, kind: { properties, name } }: PlantedCase,
  signal: AbortSignal,
  budget: Budget = defaultBudget,
): Promise<ShrunkCase> {
  const result = await checkCase({ index: 0, cluster, scenario, properties, slow: false }, signal)
  const pinned = pinFirst(result, properties, counterexamplesOf(result, properties, ''))
  if (pinned === undefined) throw new Error(`${name}: nothing was refuted`)
  const shrunk = await shrink({ cluster, pinned: pinned.pinned, signal, budget })
  return { subject: pinned.pinned.check.subject, rule: pinned.pinned.check.rule, shrunk }
}

export function shrinkOnModel(planted: PlantedCase): Promise<ShrunkCase> {
  return shrinkCase(modelCluster(planted.fault, planted.scenario), planted, new AbortController().signal)
}
