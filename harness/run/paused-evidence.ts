import type { Paused } from '../../clusters/cluster.ts'
import type { Observation } from '../../properties/model/observation.ts'
import type { Evidence } from '../../properties/property.ts'

type PausedExchanges = NonNullable<Evidence['paused']>['exchanges']

/**
 * What paused probes showed, as evidence: nothing in a case that `asked` for none, no exchange where there was no daemon
 * to pause. `exchangesOf` puts observations beside their probes.
 */
export function pausedEvidence(
  asked: boolean,
  paused: Paused<readonly Observation[]> | undefined,
  exchangesOf: (observations: readonly Observation[]) => PausedExchanges,
): Pick<Evidence, 'paused'> {
  if (!asked) return {}
  if (paused === undefined) return { paused: { exchanges: [] } }
  return { paused: { daemon: paused.daemon, exchanges: exchangesOf(paused.result) } }
}
