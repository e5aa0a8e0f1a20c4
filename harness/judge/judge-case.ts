import type { History } from '../../properties/history.ts'
import { findNetwork } from '../../properties/model/networks/index.ts'
import type { CaseRecord } from '../../properties/model/run-record.ts'
import type { Scenario } from '../../properties/model/scenario.ts'
import type { ClusterStatus } from '../../properties/model/status.ts'
import { makeWorld, type World } from '../../properties/model/world.ts'
import type { Evidence, Property, StageResult } from '../../properties/property.ts'
import { type CaseResult, judgeHistory } from '../run/check-case.ts'
import { ownedBy } from '../run/owners.ts'
import { weighLoss } from '../run/weigh-loss.ts'
import { weighRepeated } from '../run/weigh-repeated.ts'

/** A record that cannot be judged again, and why. */
export class NotJudgeable extends Error {
  override name = 'NotJudgeable'
}

/**
 * Judges a recorded case with `properties`, today's. Those that were not judged then are left out: their evidence was
 * not collected. So are those that count, where agents kept some of what they would count. Pure. Throws NotJudgeable where the record lacks what it takes.
 */
export function judgeCase(record: CaseRecord, properties: readonly Property[]): CaseResult {
  const world = recordedWorld(record)
  const judged = record.properties
  const owners = record.owners
  if (judged === undefined || owners === undefined)
    throw new NotJudgeable('it does not say which property asked for which probe: it was written by an older podnet')
  const isSampled = record.asExpected !== undefined
  const chosen = properties.filter(({ id, counts }) => judged.includes(id) && !(isSampled && counts))
  const exchanges = record.exchanges as CaseResult['exchanges']
  const stages = new Map(
    chosen
      .map((property) => [property, recordedStages(record, property, world)] as const)
      .filter(([, all]) => all.length),
  )
  const { paused } = record
  const evidence = {
    structure: record.structure as Evidence['structure'],
    frames: record.frames as Evidence['frames'],
    droppedFrames: record.droppedFrames,
    ...(record.cluster !== undefined && { cluster: record.cluster as NonNullable<Evidence['cluster']> }),
    ...(paused !== undefined && { paused: paused as NonNullable<Evidence['paused']> }),
  }
  const checks = chosen.flatMap((property) => {
    const own = (evidence.paused?.exchanges ?? []) as NonNullable<Evidence['paused']>['exchanges']
    const ownPaused = paused && {
      paused: { ...evidence.paused, exchanges: ownedBy(property.id, paused.owners ?? [], own) },
    }
    const ownStages = stages.get(property)
    return property.judge(world, {
      ...evidence,
      ...ownPaused,
      ...(ownStages !== undefined && { stages: ownStages }),
      exchanges: ownedBy(property.id, owners, exchanges),
    })
  })
  const history = recordedHistory(record, world)
  const afterwards = history === undefined ? [] : judgeHistory(world, chosen, { ...evidence, exchanges: [], history })
  weighRepeated(world, exchanges, record.repeated as CaseResult['repeated'], checks)
  return {
    index: record.index,
    world,
    exchanges,
    repeated: record.repeated as CaseResult['repeated'],
    loss: record.loss ?? [],
    ...(record.sample !== undefined && { sample: record.sample }),
    ...(record.asExpected !== undefined && { asExpected: record.asExpected }),
    evidence,
    stages,
    properties: chosen,
    owners: [],
    pausedOwners: [],
    ...(history !== undefined && { history }),
    checks: [...weighLoss(world, record.loss ?? [], checks), ...afterwards],
    durationsMs: record.durationsMs,
  }
}

/** The record's shapes are the model's; its schema keeps places, kinds and outcomes as plain text. */
function recordedWorld({ network: name, topology, scenario, status }: CaseRecord): World {
  const network = findNetwork(name)
  if (network === undefined) throw new NotJudgeable(`podnet knows no network ${name} any more`)
  return makeWorld(network, topology, scenario, status as ClusterStatus)
}

function recordedStages(
  { stages = [] }: CaseRecord,
  { id }: Property,
  { network, wholeTopology: topology }: World,
): StageResult[] {
  return stages
    .filter(({ property }) => property === id)
    .toSorted((a, b) => a.index - b.index)
    .map(({ scenario, status, exchanges, beganMs, endedMs, load }) => ({
      world: makeWorld(network, topology, scenario, status as ClusterStatus),
      exchanges: exchanges as StageResult['exchanges'],
      beganMs,
      endedMs,
      ...(load !== undefined && { load: load as NonNullable<StageResult['load']> }),
    }))
}

function recordedHistory({ history }: CaseRecord, { network, wholeTopology: topology }: World): History | undefined {
  if (history === undefined) return undefined
  const { scenario, status } = history.end
  const end = makeWorld(network, topology, scenario as Scenario, status as ClusterStatus)
  return { ...history, end } as History
}
