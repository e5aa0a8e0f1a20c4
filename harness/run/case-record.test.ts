import { expect, test } from 'vitest'
import type { Observation, Seen } from '../../properties/model/observation.ts'
import type { Probe } from '../../properties/model/probe.ts'
import { podOf } from '../../properties/model/world.ts'
import { fromPod, toPod } from '../../properties/probes.ts'
import { threePods, worldOf } from '../../properties/test-support/worlds.ts'
import { caseRecord } from './case-record.ts'
import type { CaseResult } from './check-case.ts'

const world = worldOf('flannel-vxlan', threePods)
const probe: Probe = toPod(world, fromPod({ name: 'a' }), podOf(world, 'b'), 'tcp')
const lost: Observation = { outcome: 'timed-out', durationMs: 4000 }
const asExpected: Seen = { alternative: 0, outcome: 'answered' }

function result(seen: Seen[], changes: Partial<CaseResult> = {}): CaseResult {
  return {
    index: 0,
    world,
    exchanges: seen.map((one) => [probe, one]),
    repeated: [],
    loss: [],
    evidence: { structure: {}, frames: [], droppedFrames: 0 },
    stages: new Map(),
    properties: [],
    owners: [],
    pausedOwners: [],
    checks: [],
    durationsMs: {},
    ...changes,
  }
}

test('what agents did not return is counted by rule; what they returned is whole, repetitions beside it', () => {
  const repeated = [{ exchange: 2, observations: [lost, lost, lost] }]
  const record = caseRecord(
    result([asExpected, asExpected, lost], { repeated, asExpected: { 'pod-to-pod-same-node': 2 } }),
  )
  expect(record.asExpected).toEqual({ 'pod-to-pod-same-node': 2 })
  expect(record.exchanges).toEqual([[probe, lost]])
  expect(record.repeated).toEqual([{ exchange: 0, observations: [lost, lost, lost] }])
})

test('without a sample every exchange is there and nothing is counted', () => {
  const record = caseRecord(result([lost, lost]))
  expect(record.exchanges).toHaveLength(2)
  expect(Object.keys(record)).not.toContain('asExpected')
})
