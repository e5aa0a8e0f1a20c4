import { expect, test } from 'vitest'
import { evenPlacement, topologyOf } from '../../properties/model/default-topology.ts'
import type { Check } from '../../properties/model/verdict.ts'
import { nodeNameOf } from '../../properties/model/world.ts'
import { podPairs } from '../../properties/pairs.ts'
import { fromPod, toPod } from '../../properties/probes.ts'
import { worldOf } from '../../properties/test-support/worlds.ts'
import { describePattern } from './pattern.ts'

const topology = topologyOf([0, 0, 0])
const world = worldOf('flannel-vxlan', evenPlacement(topology, 2), topology)

/** A matrix of Pod checks in both protocols, refuted where the predicate says so. */
function matrix(refuted: (from: string, to: string, protocol: string, client: string) => boolean): Check[] {
  return podPairs(world).flatMap(([a, b]) =>
    (['tcp', 'udp'] as const).map((protocol): Check => {
      const probe = toPod(world, fromPod(a), b, protocol)
      const broken = refuted(nodeNameOf(world, probe.client) ?? '', b.nodeName, protocol, a.name)
      return {
        property: 'p',
        rule: 'r',
        verdict: broken ? 'refuted' : 'holds',
        subject: '',
        expected: '',
        observed: '',
        probe,
      }
    }),
  )
}

test.each([
  [
    'one direction between two Nodes',
    matrix((from, to) => from === 'node1' && to === 'node2'),
    '8 of 8 node1 -> node2, 0 of 52 others',
  ],
  ['one protocol', matrix((_from, _to, protocol) => protocol === 'udp'), '30 of 30 UDP, 0 of 30 others'],
  ['one Pod', matrix((_from, _to, _protocol, client) => client === 'a1'), '10 of 10 pod/a1@node1, 0 of 50 others'],
  [
    'one Node as the source',
    matrix((from, to) => from === 'node3' && to !== 'node3'),
    '8 of 8 node3 -> node1, 8 of 8 node3 -> node2, 0 of 44 others',
  ],
  [
    'one protocol of one Node',
    matrix((from, to, protocol) => from === 'node1' && to !== 'node1' && protocol === 'udp'),
    'UDP: 4 of 4 node1 -> node2, 4 of 4 node1 -> node3, 0 of 22 others',
  ],
  ['everything', matrix(() => true), '60 of 60'],
  [
    'both directions between two Nodes',
    matrix((from, to) => [from, to].toSorted().join() === 'node1,node2'),
    '8 of 8 node1 -> node2, 8 of 8 node2 -> node1, 0 of 44 others',
  ],
])('%s', (_, checks, pattern) => {
  expect(describePattern(world, checks)).toBe(pattern)
})
