import { expect, test } from 'vitest'
import { exampleTopology, linesOf } from '../../networks/example-topology.fixture.ts'
import { examplePod } from '../../running/example-cluster.fixture.ts'
import { namespaceStages, withPods } from './change.ts'
import { bridgePlugins } from './plugins.fixture.ts'

const [a, b, h] = [examplePod('a', 'node1'), examplePod('b', 'node2'), examplePod('h', 'node1', true)]

test('podnet makes namespaces and no devices; host-network Pods have none of their own', () => {
  const stages = namespaceStages(exampleTopology, { removed: [a], added: [b, h] })
  expect(stages.map((stage) => stage.flatMap(({ namespace, steps }) => [namespace, ...linesOf(steps, 'ip')]))).toEqual([
    [undefined, 'netns del pod-a', 'netns add pod-b'],
    ['pod-b', 'link set lo up'],
  ])
  expect(namespaceStages(exampleTopology, { removed: [], added: [h] })).toEqual([])
})

test("a Pod, one of the cluster's own too, has the address its plugins gave it; what they said of Pods that are gone is forgotten", () => {
  const state = {
    topology: exampleTopology,
    scenario: { pods: [a, b, h] },
    addresses: [],
    podAddresses: { a: '10.244.1.2', gone: '10.244.1.3', dns: '10.244.1.4' },
    nodesWithPods: ['node1'],
    localPodSources: {},
    services: [],
    ownPods: [examplePod('dns', 'node1')],
    cni: { ...bridgePlugins(), results: { a: 'as before', gone: 'no more', dns: 'stays' } },
  }
  const next = withPods(state, new Map([['b', { address: '10.244.2.7', result: 'new' }]]))
  expect(next.podAddresses).toEqual({ dns: '10.244.1.4', a: '10.244.1.2', b: '10.244.2.7' })
  expect(next.cni?.results).toEqual({ dns: 'stays', a: 'as before', b: 'new' })
})
