import { type CaseRecord, schemaVersion } from '../../properties/model/run-record.ts'
import type { CaseResult } from './check-case.ts'

/** A case as a line of `cases.jsonl`: the facts whole, of the checks only those that did not hold. */
export function caseRecord(result: CaseResult): CaseRecord {
  const { world, evidence } = result
  return {
    schemaVersion,
    index: result.index,
    network: world.network.name,
    topology: world.topology,
    scenario: world.scenario,
    status: world.status,
    exchanges: result.exchanges.map(([probe, observation]) => [probe, observation]),
    repeated: result.repeated,
    structure: evidence.structure,
    frames: [...evidence.frames],
    droppedFrames: evidence.droppedFrames,
    checks: result.checks
      .filter((check) => check.verdict !== 'holds')
      // The exchange is in the record already.
      .map(({ probe: _probe, observation: _observation, ...check }) => check),
    durationsMs: result.durationsMs,
  }
}
