import { expect, test } from 'vitest'
import { calicoVxlan } from '../../properties/model/networks/calico-vxlan.ts'
import { flannelVxlan } from '../../properties/model/networks/flannel-vxlan.ts'
import type { Scenario } from '../../properties/model/scenario.ts'
import { linesOf, node1 } from './example-services.fixture.ts'
import { openedHostPorts, portMappings, portmapRules } from './portmap.ts'

const scenario = (hostPort: number): Scenario => ({
  pods: ['a', 'b'].map((name, index) => ({
    name,
    nodeName: `node${index + 1}`,
    hostNetwork: false,
    containers: [
      {
        name: 'main',
        port: 8080,
        ports: [{ protocol: 'TCP', hostPort }, { protocol: 'UDP', hostPort }, { protocol: 'TCP' }],
      },
    ],
  })),
})
const podAddresses = { a: '10.244.1.2', b: '10.244.2.2' }
const mappings = portMappings(scenario(12_000), podAddresses, node1)
const rules = (network = flannelVxlan, before = mappings, after = mappings) =>
  portmapRules(network, node1, before, after).flatMap(linesOf)

test('only ports with a hostPort, of Pods of the Node itself', () => {
  expect(mappings).toEqual([
    {
      pod: 'a',
      address: '10.244.1.2',
      ports: [
        { protocol: 'tcp', hostPort: 12_000, port: 8080 },
        { protocol: 'udp', hostPort: 12_000, port: 8080 },
      ],
    },
  ])
})

test("the Pod's whole range is masqueraded behind a bridge, itself alone elsewhere", () => {
  const marked = (lines: readonly string[]) => lines.filter((line) => line.endsWith('CNI-HOSTPORT-SETMARK'))
  expect(marked(rules())[0]).toMatch(/^-A CNI-DN-[0-9a-f]{21} -p tcp --dport 12000 -s 10.244.1.2\/24 /)
  expect(marked(rules(calicoVxlan))[0]).toContain('-s 10.244.1.2/32')
  expect(marked(rules())).toHaveLength(4)
})

test('chains of Pods that lost their hostPorts are removed; without any there is nothing to do', () => {
  expect(rules(flannelVxlan, mappings, []).filter((line) => line.startsWith('-X CNI-DN-'))).toHaveLength(1)
  expect(rules(flannelVxlan, [], [])).toEqual([])
})

test('a UDP hostPort is opened when it leads elsewhere than before, not when it stays or goes', () => {
  const state = (hostPort: number, address = '10.244.1.2') => ({
    scenario: scenario(hostPort),
    podAddresses: { ...podAddresses, a: address },
  })
  const none = { scenario: { pods: [] }, podAddresses: {} }
  expect(openedHostPorts(none, state(12_000), node1)).toEqual([12_000])
  expect(openedHostPorts(state(12_000), state(12_000), node1)).toEqual([])
  expect(openedHostPorts(state(12_000), state(12_000, '10.244.1.3'), node1)).toEqual([12_000])
  expect(openedHostPorts(state(12_000), none, node1)).toEqual([])
})
