import { expect } from '../../properties/model/expectation.ts'
import type { World } from '../../properties/model/world.ts'
import type { RefutedProbe } from './collect.ts'

/**
 * Of refuted probes the one whose way tells most: a direct one before a Service's, a small one before a large one, one that
 * should be answered before one that should not, one that fails every time. Undefined where there is none.
 */
export function chooseProbe<One extends RefutedProbe>(world: World, refuted: readonly One[]): One | undefined {
  const ranked = refuted.map((one) => ({ one, rank: rankOf(world, one) }))
  return ranked.toSorted((one, other) => one.rank - other.rank)[0]?.one
}

function rankOf(world: World, { probe, persistence }: RefutedProbe): number {
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
