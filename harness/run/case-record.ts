import type { History } from '../../properties/history.ts'
import { isAsExpected } from '../../properties/model/observation.ts'
import { type CaseRecord, schemaVersion } from '../../properties/model/run-record.ts'
import type { Evidence } from '../../properties/property.ts'
import type { CaseResult } from './check-case.ts'
import { ownersOf } from './owners.ts'

/** A case as a line of `cases.jsonl`: the facts whole, of the checks only those that did not hold. */
export function caseRecord(result: CaseResult): CaseRecord {
  const { world, evidence } = result
  return {
    schemaVersion,
    index: result.index,
    network: world.network.name,
    topology: world.wholeTopology,
    scenario: world.scenario,
    status: world.status,
    ...(result.sample !== undefined && { sample: result.sample }),
    ...(result.asExpected !== undefined && { asExpected: result.asExpected }),
    properties: result.properties.map(({ id }) => id),
    ...recordExchanges(result),
    ...(result.loss.length > 0 && { loss: result.loss }),
    structure: evidence.structure,
    frames: [...evidence.frames],
    droppedFrames: evidence.droppedFrames,
    ...(evidence.cluster !== undefined && { cluster: { ...evidence.cluster } }),
    ...(evidence.paused !== undefined && { paused: recordPaused(evidence.paused, result.pausedOwners) }),
    ...(result.stages.size > 0 && { stages: recordStages(result.stages) }),
    ...(result.history !== undefined && { history: recordHistory(result.history) }),
    checks: result.checks
      .filter((check) => check.verdict !== 'holds')
      // The exchange is in the record already.
      .map(({ probe: _probe, observation: _observation, ...check }) => check),
    durationsMs: result.durationsMs,
  }
}

function recordPaused(
  { daemon, exchanges }: NonNullable<Evidence['paused']>,
  owners: CaseResult['pausedOwners'],
): CaseRecord['paused'] {
  return {
    ...(daemon !== undefined && { daemon }),
    exchanges: exchanges.map(([probe, observation]) => [probe, observation]),
    // Without a daemon to pause the probes were not made.
    owners: ownersOf(exchanges.length === 0 ? [] : owners),
  }
}

function recordStages(stages: CaseResult['stages']): CaseRecord['stages'] {
  return [...stages].flatMap(([{ id }, results]) =>
    results.map(({ world, exchanges, beganMs, endedMs, load }, index) => ({
      property: id,
      index,
      scenario: world.scenario,
      status: world.status,
      beganMs,
      endedMs,
      exchanges: exchanges.map(([probe, observation]): [typeof probe, typeof observation] => [probe, observation]),
      ...(load !== undefined && { load }),
    })),
  )
}

function recordHistory({ end, structure, ...history }: History): CaseRecord['history'] {
  return {
    ...history,
    ...(structure !== undefined && { structure: { ...structure } }),
    steps: [...history.steps],
    end: { scenario: end.scenario, status: end.status },
    flows: [...history.flows],
    exchanges: history.exchanges.map(([probe, observation]) => [probe, observation]),
  }
}

/** Every exchange that agents returned, and the attempts made again for some of them by their place among these. */
function recordExchanges({
  exchanges,
  repeated,
  owners,
}: CaseResult): Pick<CaseRecord, 'exchanges' | 'owners' | 'repeated'> {
  const recorded: CaseRecord['exchanges'] = []
  const recordedOwners: { id: string }[] = []
  const places = new Map<number, number>()
  for (const [index, [probe, seen]] of exchanges.entries()) {
    if (isAsExpected(seen)) continue
    places.set(index, recorded.length)
    recorded.push([probe, seen])
    const owner = owners[index]
    if (owner !== undefined) recordedOwners.push(owner)
  }
  return {
    exchanges: recorded,
    owners: ownersOf(recordedOwners),
    repeated: repeated.flatMap(({ exchange, observations }) => {
      const place = places.get(exchange)
      return place === undefined ? [] : [{ exchange: place, observations }]
    }),
  }
}
