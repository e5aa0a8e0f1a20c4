import { expect, test } from 'vitest'
import { topologyOf } from '../../properties/model/default-topology.ts'
import type { NodeSpec, Topology } from '../../properties/model/topology.ts'
import { pathText } from './problem.ts'
import { topologyProblems } from './topology-problems.ts'

const sound = topologyOf([0, 0, 1])

function problemsOf(changes: Partial<Topology>, second: Partial<NodeSpec> = {}): string[] {
  const nodes = sound.nodes.map((node, index) => (index === 1 ? { ...node, ...second } : node))
  return topologyProblems({ ...sound, nodes, ...changes }).map(({ path, message }) => `${pathText(path)}: ${message}`)
}

test('the default topology has none', () => {
  expect(problemsOf({})).toEqual([])
})

const second = 'spec.topology.nodes[1]'

test.each<[string, Partial<NodeSpec>, string]>([
  ['a name used twice', { name: 'node1' }, `${second}.name: Node name "node1" is used more than once`],
  [
    'an address used twice',
    { address: '172.30.0.11' },
    `${second}.address: address "172.30.0.11" is used more than once`,
  ],
  [
    'a range outside',
    { podCIDR: '10.245.1.0/24' },
    `${second}.podCIDR: 10.245.1.0/24 lies outside the cluster's podCIDR 10.244.0.0/16`,
  ],
  [
    'ranges that overlap',
    { podCIDR: '10.244.1.128/25' },
    `${second}.podCIDR: 10.244.1.128/25 overlaps 10.244.1.0/24 of another Node`,
  ],
  [
    'a range without room',
    { podCIDR: '10.244.9.0/31' },
    `${second}.podCIDR: 10.244.9.0/31 has no room for a Pod: expected a /30 or larger`,
  ],
  [
    'the wrong segment',
    { segment: 1 },
    `${second}.address: expected an address of segment 1, 172.30.1.0/24 from .2 to .254, found "172.30.0.12"`,
  ],
  [
    "the router's address",
    { address: '172.30.0.1' },
    `${second}.address: expected an address of segment 0, 172.30.0.0/24 from .2 to .254, found "172.30.0.1"`,
  ],
])('%s', (_, changes, problem) => {
  expect(problemsOf({}, changes)).toEqual([problem])
})

test('Pods and Services in one range', () => {
  expect(problemsOf({ serviceCIDR: '10.244.128.0/17' })).toEqual([
    'spec.topology.serviceCIDR: 10.244.128.0/17 overlaps podCIDR 10.244.0.0/16: this must not overlap with any IP ranges assigned to nodes or pods',
  ])
})

test('addresses of Nodes and of the host outside among those of Services', () => {
  expect(problemsOf({ serviceCIDR: '172.30.0.0/28' })).toEqual([
    "spec.topology.nodes[0].address: 172.30.0.11 lies inside the cluster's serviceCIDR 172.30.0.0/28",
    "spec.topology.nodes[1].address: 172.30.0.12 lies inside the cluster's serviceCIDR 172.30.0.0/28",
  ])
})

test('the host outside under one address only', () => {
  expect(problemsOf({ externalDetourAddress: sound.externalAddress })).toEqual([
    'spec.topology.externalDetourAddress: address "172.30.0.100" is used more than once',
  ])
})
