import { expect, test } from 'vitest'
import { defaultTopology, evenPlacement } from '../../properties/model/default-topology.ts'
import { calicoVxlan } from '../../properties/model/networks/calico-vxlan.ts'
import { flannelVxlan } from '../../properties/model/networks/flannel-vxlan.ts'
import { nodeServerPort, type Pod } from '../../properties/model/scenario.ts'
import { scenarioProblems } from './pod-problems.ts'
import { pathText } from './problem.ts'

const topology = defaultTopology(flannelVxlan, 2)

function pod(name: string, changes: Partial<Pod> = {}): Pod {
  return { name, nodeName: 'node1', hostNetwork: false, containers: [{ name: 'main', port: 8080 }], ...changes }
}

function problemsOf(pods: Pod[], network = flannelVxlan): string[] {
  return scenarioProblems({ pods }, topology, network).map(({ path, message }) => `${pathText(path)}: ${message}`)
}

test('a sound scenario has none', () => {
  expect(problemsOf(evenPlacement(topology, 25).pods)).toEqual([])
})

test('Pods of one name', () => {
  expect(problemsOf([pod('a'), pod('b'), pod('a')])).toEqual(['spec.pods[2].name: Pod name "a" is used more than once'])
})

test('a Node that is not there', () => {
  expect(problemsOf([pod('a', { nodeName: 'node9' })])).toEqual([
    'spec.pods[0].nodeName: expected one of the Nodes node1, node2, found "node9" (did you mean "node1"?)',
  ])
})

test.each<[string[], string[]]>([
  [['node3'], []],
  [
    ['node4'],
    ['spec.absentNodes[0]: expected some of the Nodes node1, node2, node3, found "node4" (did you mean "node1"?)'],
  ],
  [['node3', 'node3'], ['spec.absentNodes[1]: Node "node3" is there more than once']],
  [['node2', 'node3'], ['spec.absentNodes: one Node is left, but a cluster has 2 at least']],
  [['node1'], ['spec.pods[0].nodeName: expected one of the Nodes node2, node3, found "node1" (did you mean "node2"?)']],
])('Nodes %j absent', (absentNodes, problems) => {
  const three = defaultTopology(flannelVxlan, 3)
  const told = scenarioProblems(
    { pods: absentNodes.includes('node1') ? [pod('a')] : [], absentNodes },
    three,
    flannelVxlan,
  )
  expect(told.map(({ path, message }) => `${pathText(path)}: ${message}`)).toEqual(problems)
})

test('containers of one Pod on one port or of one name', () => {
  const containers = [
    { name: 'main', port: 80 },
    { name: 'main', port: 81 },
    { name: 'x', port: 80 },
  ]
  expect(problemsOf([pod('a', { containers })])).toEqual([
    'spec.pods[0].containers[1].name: container name "main" is used more than once in this Pod',
    'spec.pods[0].containers[2].port: port 80 is taken by container "main" of this Pod: containers of a Pod share its ports',
  ])
})

test.each([
  [9099, 'everywhere'],
  [4, 'everywhere'],
  [7946, 'on host-network Pods'],
  [8472, 'on host-network Pods'],
])('port %i is reserved %s', (port, where) => {
  const containers = [{ name: 'main', port }]
  expect(problemsOf([pod('a', { containers, hostNetwork: true })])).toHaveLength(1)
  expect(problemsOf([pod('a', { containers })])).toHaveLength(where === 'everywhere' ? 1 : 0)
})

test('host-network Pods share the ports of their Node, not those of others', () => {
  const host = { hostNetwork: true }
  expect(problemsOf([pod('a', host), pod('b', { ...host, nodeName: 'node2' }), pod('c', host), pod('d')])).toEqual([
    'spec.pods[2].containers[0].port: port 8080 of node1 is taken by host-network Pod "a"',
  ])
})

test('a /24 has room for 253 Pods; host-network Pods need none', () => {
  const many = Array.from({ length: 253 }, (_, index) => pod(`p${index}`))
  expect(problemsOf([...many, pod('h', { hostNetwork: true })])).toEqual([])
  expect(problemsOf([...many, pod('h', { hostNetwork: true }), pod('one-more')])).toEqual([
    'spec.pods[254]: Node node1 has 254 Pods, but 10.244.1.0/24 has addresses for 253: this Pod is the first too many',
  ])
})

test('Calico hands out blocks of the whole range', () => {
  const many = Array.from({ length: 300 }, (_, index) => pod(`p${index}`))
  expect(problemsOf(many, calicoVxlan)).toEqual([])
})

const listens = (name: string, port: number) => pod(name, { hostNetwork: true, containers: [{ name: 'main', port }] })
const withHostPort = (hostPort: number) =>
  pod('p', { containers: [{ name: 'main', port: 8080, ports: [{ protocol: 'TCP', hostPort }] }] })

test('a hostPort that somebody has on the Node already', () => {
  expect(problemsOf([listens('h', 9000), withHostPort(9000)])).toEqual([
    'spec.pods[1].containers[0].ports[0].hostPort: port 9000 of node1 is taken by host-network Pod "h"',
  ])
  expect(problemsOf([withHostPort(nodeServerPort)])).toEqual([expect.stringContaining("that of the Node's own server")])
  expect(problemsOf([listens('h', 9000), withHostPort(9001)])).toEqual([])
})

test('a port of the Node that a NodePort may take, where there are Services', () => {
  const service = {
    name: 'a',
    type: 'NodePort',
    selector: { app: 'a' },
    ports: [{ port: 80, nodePort: 30080 }],
  } as const
  const found = (pods: Pod[], services: unknown[]) =>
    scenarioProblems({ pods, services } as never, topology, flannelVxlan).map(
      ({ path, message }) => `${pathText(path)}: ${message}`,
    )
  const words = 'port 30080 is in the range of NodePorts, 30000-32767: choose another'
  expect(found([listens('h', 30080)], [service])).toEqual([`spec.pods[0].containers[0].port: ${words}`])
  expect(found([withHostPort(30080)], [service])).toEqual([`spec.pods[0].containers[0].ports[0].hostPort: ${words}`])
  expect(found([listens('h', 30080)], [])).toEqual([])
})

test('a range with fewer of Calico’s blocks than Nodes', () => {
  const three = { ...defaultTopology(calicoVxlan, 3), podCIDR: '10.244.0.0/25' }
  const found = scenarioProblems({ pods: [] }, three, calicoVxlan).map(({ message }) => message)
  expect(found).toEqual(["10.244.0.0/25 has 2 of Calico's blocks of 64 addresses, but 3 Nodes need one each"])
})
