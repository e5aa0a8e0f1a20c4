import { expect, test } from 'vitest'
import { defaultTopology, evenPlacement } from '../../properties/model/default-topology.ts'
import { flannelVxlan } from '../../properties/model/networks/flannel-vxlan.ts'
import { readPlace } from './place.ts'

const topology = defaultTopology(flannelVxlan, 2)
const cluster = { name: 'demo', topology, scenario: evenPlacement(topology, 1) }

test.each([
  ['node1', 'node/node1'],
  ['node/node2', 'node/node2'],
  ['pod/a1', 'pod/a1'],
  ['external', 'external'],
])('%s', (text, place) => {
  expect(readPlace(text, cluster)).toBe(place)
})

test.each([
  [
    'node3',
    /cluster demo has no "node3" \(did you mean "node1"\?\); it has the Nodes node1, node2, the Pods pod\/a1, pod\/b1, and external/,
  ],
  ['a1', /cluster demo has no "a1"/],
  ['pod/x', /cluster demo has no "pod\/x"/],
  ['', /cluster demo has no ""/],
])('"%s" lists what there is', (text, message) => {
  expect(() => readPlace(text, cluster)).toThrow(message)
})

test('a long list of Pods is cut', () => {
  const large = { ...cluster, scenario: evenPlacement(topology, 15) }
  expect(() => readPlace('x', large)).toThrow(/b5 and 10 more, and external/)
})
