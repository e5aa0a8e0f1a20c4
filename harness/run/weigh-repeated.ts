import { explainingDefect, judgeProbe } from '../../properties/model/judge.ts'
import { isAsExpected, type Observation, type Seen } from '../../properties/model/observation.ts'
import type { Probe } from '../../properties/model/probe.ts'
import type { Check } from '../../properties/model/verdict.ts'
import type { World } from '../../properties/model/world.ts'
import { wilsonInterval } from '../../properties/statistics.ts'

/** Attempts made again for one exchange of a case, named by its index. */
export interface Repeated {
  exchange: number
  observations: Observation[]
}

/**
 * Writes into refuted checks how their probes behaved when they were made again: persistent (wrong every time), late
 * (right every time now) or flaky. Pure: a saved run is weighed again the same way.
 */
export function weighRepeated(
  world: World,
  exchanges: readonly (readonly [Probe, Seen])[],
  repeated: readonly Repeated[],
  checks: readonly Check[],
): void {
  const again = new Map(repeated.map(({ exchange, observations }) => [exchanges[exchange]?.[1], observations]))
  const weighed = checks.filter((check) => {
    const { probe, observation, verdict, defect } = check
    const observations = observation === undefined ? undefined : again.get(observation)
    if (verdict !== 'refuted' || defect !== undefined || probe === undefined || observations === undefined) return false
    // An attempt that could not be made says nothing.
    const verdicts = observations
      .map((one) => judgeProbe(check.property, world, probe, one).verdict)
      .filter((verdict) => verdict !== 'inconclusive')
    if (verdicts.length === 0) return false
    const failed = verdicts.filter((verdict) => verdict !== 'holds').length
    check.persistence = failed === verdicts.length ? 'persistent' : failed === 0 ? 'late' : 'flaky'
    check.attempts = { failed: failed + 1, made: verdicts.length + 1 }
    if (check.persistence === 'flaky') {
      const [low, high] = wilsonInterval(failed, verdicts.length)
      check.rate = { low, high }
    }
    return true
  })
  const late = weighed.filter((check) => check.persistence === 'late')
  const ordinary = new Set(exchanges.map(([, seen]) => seen))
  // A stage is over: its probes could not be made again.
  const ofStages = checks.filter(
    ({ verdict, defect, observation }) =>
      verdict === 'refuted' && defect === undefined && observation !== undefined && !ordinary.has(observation),
  )
  explainByChance(world, [...late, ...ofStages])
}

/** A defect that occurs by chance explains one such probe of a case: two of them are no chance. A flow from an old port is none. */
function explainByChance(world: World, refuted: readonly Check[]): void {
  const [check] = refuted
  if (refuted.length !== 1 || check?.probe === undefined || check.probe.sourcePort !== undefined) return
  if (check.observation === undefined || isAsExpected(check.observation)) return
  const defect = explainingDefect(world, check.rule, check.probe, check.observation, 'by-chance')
  if (defect !== undefined) check.defect = defect
}
