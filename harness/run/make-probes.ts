import type { StartedCluster } from '../../clusters/cluster.ts'
import { expect } from '../../properties/model/expectation.ts'
import { isAsExpected, type Seen } from '../../properties/model/observation.ts'
import type { World } from '../../properties/model/world.ts'
import type { ProbePlan } from './plan-probes.ts'

export interface MadeProbes {
  /** In the order of the plan. */
  seen: readonly Seen[]
  /** Of those that agents found to be as expected, how many by rule. Absent where every observation was wanted. */
  asExpected?: Record<string, number>
}

/** Makes planned probes. In a sampled world the agents compare, but for properties that look at rows themselves. */
export async function makeProbes(
  cluster: StartedCluster,
  world: World,
  { probes, owners }: ProbePlan,
  signal: AbortSignal,
): Promise<MadeProbes> {
  if (world.sample === undefined) return { seen: await cluster.probe(probes, signal) }
  const rules = new Array<string | undefined>(probes.length)
  // An expectation is worked out when its agent is asked and forgotten: all of them together would fill the memory.
  const allowedOf = (index: number) => {
    const probe = probes[index]
    if (probe === undefined || owners[index]?.needsRows) return undefined
    const { rule, allowed } = expect(world, probe)
    rules[index] = rule
    return allowed
  }
  const seen = await cluster.compare(probes, allowedOf, signal)
  const asExpected: Record<string, number> = {}
  for (const [index, one] of seen.entries()) {
    const rule = rules[index]
    if (rule !== undefined && isAsExpected(one)) asExpected[rule] = (asExpected[rule] ?? 0) + 1
  }
  return { seen, asExpected }
}
