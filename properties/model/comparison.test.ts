import { expect as assert, describe, test } from 'vitest'
import { fromPod, toPod } from '../probes.ts'
import { threePods, worldOf } from '../test-support/worlds.ts'
import { compare, expectationTable, readComparison } from './comparison.ts'
import { type Allowed, expect } from './expectation.ts'
import type { Observation } from './observation.ts'
import { podOf } from './world.ts'

const world = worldOf('flannel-vxlan', threePods)
const probes = (['tcp', 'udp', 'icmp'] as const).map((protocol) =>
  toPod(world, fromPod({ name: 'a' }), podOf(world, 'c'), protocol),
)
const allowed = probes.map((probe) => expect(world, probe).allowed)

/** What a healthy network shows, seen from `source`. */
function answers(source = '10.244.1.2'): Observation[] {
  return probes.map(({ target, protocol }) => ({
    outcome: 'answered',
    client: { address: '10.244.1.2', port: 40000 },
    ...(protocol !== 'icmp' && {
      server: {
        identity: target.server ?? '',
        local: { address: target.address, port: target.port },
        peer: { address: source, port: 40000 },
      },
    }),
    durationMs: 1,
  }))
}

describe('the table of expectations', () => {
  test('holds each set once, without the server, which stands in the probe', () => {
    assert(expectationTable(probes, allowed)).toEqual({
      sets: [[{ outcome: 'answered', source: '10.244.1.2', sourcePort: 'kept' }], [{ outcome: 'answered' }]],
      setOf: [0, 0, 1],
    })
  })

  test('names a server that is not the probe’s own', () => {
    const other: Allowed[] = [{ outcome: 'answered', server: 'node/node1' }]
    assert(expectationTable(probes.slice(0, 1), [other]).sets).toEqual([other])
  })
})

describe('a comparison', () => {
  const table = expectationTable(probes, allowed)

  test('counts what is as allowed', () => {
    const comparison = compare(probes, table, answers())
    assert(comparison).toEqual({ asExpected: 3, otherwise: [], rows: [] })
    assert(readComparison(table, comparison)).toEqual(
      Array.from({ length: 3 }, () => ({ alternative: 0, outcome: 'answered' })),
    )
  })

  test('returns what is not, whole, in its place', () => {
    const seen = answers('10.244.1.0')
    const comparison = compare(probes, table, seen)
    assert(comparison.rows.map(([index]) => index)).toEqual([0, 1])
    assert(readComparison(table, comparison)).toEqual([seen[0], seen[1], { alternative: 0, outcome: 'answered' }])
  })

  test('a wrong server is not as allowed', () => {
    const seen = answers().map(({ server, ...rest }) => ({
      ...rest,
      ...(server && { server: { ...server, identity: 'pod/b/main' } }),
    }))
    assert(compare(probes, table, seen).rows).toHaveLength(2)
  })

  test('returns the rows that are wanted, as allowed or not', () => {
    const wanted = expectationTable(probes, [undefined, allowed[1], allowed[2]])
    const comparison = compare(probes, wanted, answers())
    assert(comparison).toMatchObject({ asExpected: 2, rows: [[0, { outcome: 'answered' }]] })
    assert(readComparison(wanted, comparison)[0]).toEqual(answers()[0])
  })

  test('says which of several ways it was', () => {
    const silence: Allowed[] = [{ outcome: 'timed-out' }, { outcome: 'host-unreachable' }]
    const [probe] = probes.slice(0, 1)
    const either = expectationTable(probes.slice(0, 1), [silence])
    const comparison = compare(probe ? [probe] : [], either, [{ outcome: 'host-unreachable', durationMs: 3000 }])
    assert(comparison).toEqual({ asExpected: 1, otherwise: [[0, 1]], rows: [] })
    assert(readComparison(either, comparison)).toEqual([{ alternative: 1, outcome: 'host-unreachable' }])
  })

  test('a probe that was not made is never as allowed', () => {
    const notMade = probes.map((): Observation => ({ outcome: 'not-made', error: 'no socket', durationMs: 0 }))
    assert(compare(probes, table, notMade).rows).toHaveLength(3)
  })

  test('that does not fit its expectations is refused', () => {
    assert(() => readComparison(table, { asExpected: 2, otherwise: [], rows: [] })).toThrow('2 and 0 probes are not 3')
  })
})
