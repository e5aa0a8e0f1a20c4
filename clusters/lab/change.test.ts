import { describe, expect, test } from 'vitest'
import { calicoVxlan } from '../../properties/model/networks/calico-vxlan.ts'
import { flannelVxlan } from '../../properties/model/networks/flannel-vxlan.ts'
import type { Network } from '../../properties/model/networks/network.ts'
import type { Pod, Scenario } from '../../properties/model/scenario.ts'
import { exampleTopology, linesOf } from '../networks/example-topology.fixture.ts'
import { wiringOf } from '../networks/index.ts'
import { planChange } from './change.ts'
import type { Stage } from './script.ts'
import type { LabState } from './state.ts'

const pod = (name: string, nodeName = 'node1', hostNetwork = false): Pod => ({
  name,
  nodeName,
  hostNetwork,
  containers: [{ name: 'c', port: 8080 }],
})

function fresh(network: Network): LabState {
  return {
    topology: exampleTopology,
    scenario: { pods: [] },
    addresses: wiringOf(network).addressRules.initial(exampleTopology),
    podAddresses: {},
    nodesWithPods: [],
    localPodSources: {},
    services: [],
    ownPods: [],
  }
}

const through = (network: Network, ...scenarios: Scenario[]) =>
  scenarios.reduce((state, scenario) => planChange(network, state, scenario).next, fresh(network))

/** `namespace: ip line` of every stage. */
const ipLines = (stages: readonly Stage[]) =>
  stages.map((stage) =>
    stage.flatMap(({ namespace, steps }) => linesOf(steps, 'ip').map((line) => `${namespace ?? '-'}: ${line}`)),
  )

describe('addresses', () => {
  test('stay with the Pods that stay; a new Pod does not get one that was just freed', () => {
    const next = through(flannelVxlan, { pods: [pod('a'), pod('b')] }, { pods: [pod('b'), pod('c')] })
    expect(next.podAddresses).toEqual({ b: '10.244.1.3', c: '10.244.1.4' })
  })

  test('are given on the Pod’s own Node, and none to host-network Pods', () => {
    const next = through(flannelVxlan, { pods: [pod('a', 'node2'), pod('h', 'node1', true)] })
    expect(next.podAddresses).toEqual({ a: '10.244.2.2' })
    expect(next.nodesWithPods).toEqual(['node2'])
  })
})

describe('stages', () => {
  test('the first Pod of a Node: namespace, bridge and link, inside', () => {
    const lines = ipLines(planChange(flannelVxlan, fresh(flannelVxlan), { pods: [pod('a')] }).stages)
    expect(lines.map((stage) => stage[0])).toEqual([
      '-: netns add pod-a',
      'node1: link add cni0 address 0a:58:0a:f4:01:01 mtu 1450 type bridge',
      'pod-a: link set lo up',
    ])
  })

  test('a Pod that goes: its device first, then the name of its namespace; cni0 stays', () => {
    const state = through(flannelVxlan, { pods: [pod('a'), pod('b')] })
    expect(ipLines(planChange(flannelVxlan, state, { pods: [pod('b')] }).stages)).toEqual([
      [expect.stringMatching(/^node1: link set veth[0-9a-f]{8} group 99$/), 'node1: link del group 99'],
      ['-: netns del pod-a'],
    ])
  })

  test('a later Pod finds cni0', () => {
    const state = through(flannelVxlan, { pods: [pod('a')] }, { pods: [] })
    const lines = ipLines(planChange(flannelVxlan, state, { pods: [pod('b')] }).stages).flat()
    expect(lines.filter((line) => line.includes('link add cni0'))).toEqual([])
  })

  test('nothing to do for host-network Pods, and for the same scenario', () => {
    const state = through(flannelVxlan, { pods: [pod('a')] })
    expect(planChange(flannelVxlan, state, { pods: [pod('a'), pod('h', 'node1', true)] }).stages).toEqual([])
    expect(planChange(flannelVxlan, state, { pods: [pod('a')] }).stages).toEqual([])
  })

  test('a second block of Calico is known to every Node and to the host outside', () => {
    const pods = Array.from({ length: 64 }, (_, index) => pod(`p${index}`))
    const lines = ipLines(planChange(calicoVxlan, fresh(calicoVxlan), { pods }).stages).flat()
    expect(lines.filter((line) => line.includes('10.244.0.192/26'))).toEqual([
      'node1: route replace blackhole 10.244.0.192/26 proto 80',
      'node2: route replace 10.244.0.192/26 via 10.244.0.0 dev vxlan.calico onlink mtu 1450',
      'node3: route replace 10.244.0.192/26 via 10.244.0.0 dev vxlan.calico onlink mtu 1450',
      'external: route replace 10.244.0.192/26 via 172.30.0.11',
      'external: route replace 10.244.0.192/26 via 172.30.0.12 table 101',
    ])
  })
})

describe('Nodes', () => {
  const linesIn = (stages: readonly Stage[], tool: 'ip' | 'bridge', namespace: string) =>
    stages.flat().flatMap((task) => (task.namespace === namespace ? linesOf(task.steps, tool) : []))
  const absent: Scenario = { pods: [pod('a')], absentNodes: ['node3'] }

  test('one that comes gets what every Node has, and the others get what is about it alone', () => {
    const { stages } = planChange(flannelVxlan, through(flannelVxlan, absent), { pods: [pod('a'), pod('b', 'node3')] })
    expect(linesIn(stages, 'ip', 'node1')).toEqual([
      'neigh replace 10.244.3.0 lladdr 0a:5a:ac:1e:01:0d dev flannel.1 nud permanent',
      'route replace 10.244.3.0/24 via 10.244.3.0 dev flannel.1 onlink',
    ])
    expect(linesIn(stages, 'bridge', 'node1')).toEqual([
      'fdb replace 0a:5a:ac:1e:01:0d dev flannel.1 dst 172.30.1.13 self permanent',
    ])
    const own = linesIn(stages, 'ip', 'node3')
    expect(own.findIndex((line) => line.startsWith('link add flannel.1'))).toBe(0)
    expect(own.findIndex((line) => line.startsWith('link add cni0'))).toBeGreaterThan(5)
  })

  test('one that goes loses all once its Pods are gone, and the others forget it', () => {
    const { stages, next } = planChange(
      flannelVxlan,
      through(flannelVxlan, { pods: [pod('a'), pod('b', 'node3')] }),
      absent,
    )
    expect(linesIn(stages, 'ip', 'node1')).toEqual([
      'neigh del 10.244.3.0 dev flannel.1',
      'route del 10.244.3.0/24 via 10.244.3.0 dev flannel.1 onlink',
    ])
    expect(linesIn(stages, 'ip', 'external')).toContain('route del 10.244.3.0/24 table 101')
    const own = linesIn(stages, 'ip', 'node3')
    expect(own.findIndex((line) => line.startsWith('link del group'))).toBeLessThan(own.indexOf('link del cni0'))
    expect(next.nodesWithPods).toEqual(['node1'])
  })

  test("Calico's peers take encapsulated packets of one that comes, and of none that went", () => {
    const sets = (before: Scenario, after: Scenario) =>
      planChange(calicoVxlan, through(calicoVxlan, before), after)
        .stages.flat()
        .flatMap(({ namespace, steps }) => (namespace === 'node1' ? linesOf(steps, 'ipset') : []))
    const whole = { pods: [pod('a')] }
    expect(sets(absent, whole)).toEqual(['add cali40all-vxlan-net 172.30.1.13 -exist'])
    expect(sets(whole, absent)).toEqual(['del cali40all-vxlan-net 172.30.1.13'])
  })

  test('none comes or goes where flanneld runs, and no Pod is on one that is absent', () => {
    const state: LabState = { ...fresh(flannelVxlan), flanneld: true }
    expect(() => planChange(flannelVxlan, state, absent)).toThrow('flanneld runs on the Nodes')
    expect(() => planChange(flannelVxlan, fresh(flannelVxlan), { ...absent, pods: [pod('b', 'node3')] })).toThrow(
      /node3/,
    )
  })
})

test('a Pod on an unknown Node is found before anything changes', () => {
  expect(() => planChange(flannelVxlan, fresh(flannelVxlan), { pods: [pod('a', 'node9', true)] })).toThrow(/node9/)
})
