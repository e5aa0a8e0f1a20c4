import { inconclusiveCheck } from './checks.ts'
import { expect } from './model/expectation.ts'
import { judgeAgainst } from './model/judge.ts'
import type { Seen } from './model/observation.ts'
import type { Probe } from './model/probe.ts'
import type { RuleId } from './model/rules.ts'
import type { Check } from './model/verdict.ts'
import { describeProbe, type World } from './model/world.ts'

/** The same call made many times, to learn what single calls cannot tell. */
export interface Series {
  probe: Probe
  /** Who to whom, in words. */
  subject: string
  seen: readonly Seen[]
  /** Calls that were answered as nobody may answer, or not at all. */
  wrong: Check[]
}

/**
 * Judges each client's calls to each address and port as one series. One of which a call could not be made is
 * inconclusive by `rule`; what is wrong with the others stays wrong.
 */
export function judgeSeries(
  property: string,
  rule: RuleId,
  world: World,
  exchanges: readonly (readonly [Probe, Seen])[],
  judge: (series: Series) => Check[],
): Check[] {
  const groups = Map.groupBy(exchanges, ([{ client, target, protocol }]) =>
    [client, target.address, target.port, protocol].join(' '),
  )
  return [...groups.values()].flatMap((made) => {
    const [[probe] = []] = made
    if (probe === undefined) return []
    const subject = describeProbe(world, probe)
    const expectation = expect(world, probe)
    const wrong = made
      .map(([call, seen]) => judgeAgainst(expectation, property, world, call, seen))
      .filter(({ verdict }) => verdict === 'refuted')
    const notMade = made.find(([, { outcome }]) => outcome === 'not-made')
    if (notMade !== undefined)
      return [...wrong, inconclusiveCheck(property, rule, subject, notMade[1].error ?? 'a call was not made')]
    return judge({ probe, subject, seen: made.map(([, seen]) => seen), wrong })
  })
}
