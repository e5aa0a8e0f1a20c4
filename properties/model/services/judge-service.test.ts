import { expect as assert, describe, test } from 'vitest'
import { fromPod } from '../../probes.ts'
import { toClusterIP } from '../../service-probes.ts'
import { fivePods, servedBy, servedWorld, serviceOf } from '../../test-support/services.ts'
import { compare, expectationTable, readComparison } from '../comparison.ts'
import { expect } from '../expectation.ts'
import { judgeProbe } from '../judge.ts'
import type { Observation } from '../observation.ts'

const world = servedWorld('flannel-vxlan', { pods: fivePods, services: [serviceOf('x', { selector: {} })] })
const served = servedBy(world, 'to-x')
const [port] = served.service.ports
if (port === undefined) throw new Error('no port')
const probe = toClusterIP(fromPod({ name: 'a' }), served, port)

function answerOf(pod: string, address: string, source: string): Observation {
  return {
    outcome: 'answered',
    client: { address: '10.244.1.2', port: 40000 },
    server: { identity: `pod/${pod}/main`, local: { address, port: 8080 }, peer: { address: source, port: 50000 } },
    durationMs: 1,
  }
}

describe('a call to a Service of several endpoints', () => {
  const judged = (observation: Observation) => judgeProbe('p', world, probe, observation)

  test('holds by the rule of the endpoint that answered', () => {
    assert(judged(answerOf('c', '10.244.2.2', '10.244.1.2'))).toMatchObject({
      verdict: 'holds',
      rule: 'cluster-ip-from-pod',
    })
    assert(judged(answerOf('a', '10.244.1.2', '10.244.1.1'))).toMatchObject({
      verdict: 'holds',
      rule: 'service-hairpin',
    })
  })

  test('is refuted by what differs from the endpoint that answered', () => {
    const hairpin = judged(answerOf('a', '10.244.1.2', '10.244.1.2'))
    assert(hairpin).toMatchObject({ verdict: 'refuted', rule: 'service-hairpin', observed: 'source seen 10.244.1.2' })
    assert(hairpin.subject).toBe(
      'pod/a@node1 (10.244.1.2) -> service default/to-x:tcp by cluster-ip (10.96.0.16) TCP 80',
    )
    assert(judged(answerOf('c', '10.244.2.9', '10.244.1.2')).observed).toBe('arrived at 10.244.2.9:8080')
  })

  test('is refuted by the rule of all where nothing answered', () => {
    const silence = judged({ outcome: 'timed-out', durationMs: 4000 })
    assert(silence).toMatchObject({ verdict: 'refuted', rule: 'cluster-ip-from-pod', observed: 'timed out' })
    assert(silence.expected).toContain('an answer of pod/a/main, source 10.244.1.1 or an answer of pod/b/main')
  })

  test('an agent that compares says which endpoint it was', () => {
    const table = expectationTable([probe], [expect(world, probe).allowed])
    const comparison = compare([probe], table, [answerOf('c', '10.244.2.2', '10.244.1.2')])
    assert(comparison).toEqual({ asExpected: 1, otherwise: [[0, 2]], rows: [] })
    const [seen] = readComparison(table, comparison)
    assert(seen && judgeProbe('p', world, probe, seen)).toMatchObject({ verdict: 'holds', rule: 'cluster-ip-from-pod' })
  })
})
