import { expect, test } from 'vitest'
import type { Load } from '../../properties/model/load.ts'
import type { Observation, Seen } from '../../properties/model/observation.ts'
import type { Probe } from '../../properties/model/probe.ts'
import { caseRecordSchema } from '../../properties/model/run-record.ts'
import { podOf } from '../../properties/model/world.ts'
import { podsReachPodsWithoutNat } from '../../properties/pods-reach-pods-without-nat.ts'
import { fromPod, toPod } from '../../properties/probes.ts'
import { threePods, worldOf } from '../../properties/test-support/worlds.ts'
import { judgeCase } from '../judge/judge-case.ts'
import { caseRecord } from './case-record.ts'
import type { CaseResult } from './check-case.ts'

const world = worldOf('flannel-vxlan', threePods)
const probe: Probe = toPod(world, fromPod({ name: 'a' }), podOf(world, 'b'), 'tcp')
const socket = { address: '10.244.1.2', port: 8080 }
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

test('what a stage held open is judged from the record as it was', () => {
  const report = {
    ...{ attempts: 2, answered: 2, failed: {}, changes: 0, longestGap: { fromMs: 0, toMs: 1 } },
    servers: [{ identity: 'pod/b/main', local: socket, peer: socket, sinceMs: 1 }],
  }
  const listing = { node1: ['TCP  10.96.0.16:80 lc'] }
  const load: Load = {
    flows: [{ kind: 'held', probe }],
    traffic: { reports: [report], longestPauseMs: 0 },
    ...{ before: listing, open: {}, after: listing },
  }
  const stages = new Map([[podsReachPodsWithoutNat, [{ world, exchanges: [], beganMs: 0, endedMs: 1, load }]]])
  const properties = [podsReachPodsWithoutNat]
  const line = JSON.stringify(caseRecord(result([], { stages, properties })))
  const judged = judgeCase(caseRecordSchema.parse(JSON.parse(line)), properties)
  expect(judged.stages.get(podsReachPodsWithoutNat)?.[0]?.load).toEqual(load)
})
