import type { StartedCluster } from '../../../clusters/cluster.ts'
import { labProvider } from '../../../clusters/lab/provider.ts'
import { checkCase } from '../../run/check-case.ts'
import { counterexamplesOf } from '../../run/counterexamples.ts'
import { pinFirst } from '../../run/shrink-first.ts'
import { type Budget, defaultBudget } from '../../shrink/budget.ts'
import type { Where } from '../../shrink/look.ts'
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
  provider: Where['provider'] = labProvider,
): Promise<ShrunkCase> {
  const where = { cluster, provider }
  const result = await checkCase({ ...where, index: 0, scenario, properties, slow: false }, signal)
  const pinned = pinFirst(result, properties, counterexamplesOf(result, properties, ''))
  if (pinned === undefined) throw new Error(`${name}: nothing was refuted`)
  const shrunk = await shrink({ ...where, pinned: pinned.pinned, signal, budget })
  return { subject: pinned.pinned.check.subject, rule: pinned.pinned.check.rule, shrunk }
}

export function shrinkOnModel(planted: PlantedCase): Promise<ShrunkCase> {
  return shrinkCase(modelCluster(planted.fault, planted.scenario), planted, new AbortController().signal)
}
