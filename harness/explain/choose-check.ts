import { expect } from '../../properties/model/expectation.ts'
import type { Check } from '../../properties/model/verdict.ts'
import type { World } from '../../properties/model/world.ts'
import type { ProbeCheck } from './collect.ts'

/**
 * Of refuted checks the one whose way tells most: a direct one before a Service's, a small one before a large one, one that
 * should be answered before one that should not, one that fails every time. Undefined where none has a probe.
 */
export function chooseCheck(world: World, checks: readonly Check[]): ProbeCheck | undefined {
  const probed = checks.filter((check): check is ProbeCheck => check.verdict === 'refuted' && check.probe !== undefined)
  const ranked = probed.map((check) => ({ check, rank: rankOf(world, check) }))
  return ranked.toSorted((one, other) => one.rank - other.rank)[0]?.check
}

function rankOf(world: World, { probe, persistence }: ProbeCheck): number {
  const isAnswered = expect(world, probe).allowed.some(
    ({ outcome }) => outcome === 'answered' || outcome === 'connected',
  )
  const doubts = [
    persistence !== undefined && persistence !== 'persistent',
    !isAnswered,
    probe.query !== undefined,
    probe.target.service !== undefined || probe.target.kind === 'host-port',
    probe.size !== 'small',
    probe.protocol === 'icmp',
  ]
  return doubts.reduce((rank, doubt) => rank * 2 + Number(doubt), 0)
}
