import { expect, test } from 'vitest'
import { evenPlacement, topologyOf } from '../../properties/model/default-topology.ts'
import type { Probe } from '../../properties/model/probe.ts'
import type { Check } from '../../properties/model/verdict.ts'
import { nodeNameOf } from '../../properties/model/world.ts'
import { podPairs } from '../../properties/pairs.ts'
import { fromPod, toPod } from '../../properties/probes.ts'
import { callers, servedPorts } from '../../properties/service-calls.ts'
import { toClusterIP } from '../../properties/service-probes.ts'
import { fivePods, servedWorld, serviceOf } from '../../properties/test-support/services.ts'
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

test('a Service, and a kind of client', () => {
  const served = servedWorld('flannel-vxlan', { pods: fivePods, services: [serviceOf('a'), serviceOf('b')] })
  const calls = (hit: (probe: Probe) => boolean): Check[] =>
    servedPorts(served)
      .flatMap(({ served: one, port }) => callers(served).map((client) => toClusterIP(client, one, port)))
      .map((probe): Check => {
        const verdict = hit(probe) ? 'refuted' : 'holds'
        return { property: 'p', rule: 'r', verdict, subject: '', expected: '', observed: '', probe }
      })
  const ofService = calls(({ target }) => target.service === 'default/to-b:udp')
  expect(describePattern(served, ofService)).toBe('8 of 8 at service default/to-b:udp, 0 of 24 others')
  expect(describePattern(served, ofService.slice(-4))).toBe('4 of 4 at service default/to-b:udp')
  const ofNodes = calls(({ client }) => client.startsWith('node/'))
  expect(describePattern(served, ofNodes)).toBe('12 of 12 from Nodes, 0 of 20 others')
  const ofNode = calls(({ client, target }) => client === 'pod/a' && target.service === 'default/to-b:udp')
  expect(describePattern(served, ofNode)).toBe('UDP: 1 of 4 node1 -> service default/to-b:udp, 0 of 12 others')
})
