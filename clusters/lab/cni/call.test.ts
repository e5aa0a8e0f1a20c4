import { expect, test } from 'vitest'
import type { CommandSpec } from '../../agent/protocol.ts'
import { exampleTopology } from '../../networks/example-topology.fixture.ts'
import { type PluginCall, pluginCall } from './call.ts'
import type { CniConf, PluginConf } from './conf.ts'
import { bridgeConf } from './plugins.fixture.ts'

const [node1, node2] = exampleTopology.nodes as [PluginCall['node'], PluginCall['node']]

function call(position: number, change: Partial<PluginCall> = {}, cniVersion: CniConf['cniVersion'] = '1.0.0') {
  const conf = { ...bridgeConf(), cniVersion }
  const plugin = conf.plugins[position] as PluginConf
  return pluginCall({ conf, folder: '/plugins' }, plugin, { command: 'ADD', node: node1, podName: 'a', ...change })
}
const input = ({ input }: CommandSpec) => JSON.parse(input ?? '')

test('a plugin is run in its Node, told of the Pod by its environment', () => {
  const { place, argv } = call(0)
  expect(place).toBe('node/node1')
  expect(argv).toEqual([
    'env',
    'CNI_COMMAND=ADD',
    expect.stringMatching(/^CNI_CONTAINERID=[0-9a-f]{64}$/),
    'CNI_NETNS=/run/netns/pod-a',
    'CNI_IFNAME=eth0',
    'CNI_PATH=/plugins',
    expect.stringMatching(/^CNI_ARGS=IgnoreUnknown=1;.*;K8S_POD_NAME=a;/),
    '/plugins/bridge',
  ])
})

test('name and version of the list are every plugin’s; what it does not know stays', () => {
  expect(input(call(0))).toMatchObject({ cniVersion: '1.0.0', name: 'podnet', type: 'bridge', isGateway: true })
  expect(input(call(1))).toMatchObject({ cniVersion: '1.0.0', name: 'podnet', type: 'portmap' })
})

test('addresses are the Node’s, and leases of one Node are no other’s', () => {
  const leases = (node: PluginCall['node']) => input(call(0, { node })).ipam
  expect(leases(node1)).toMatchObject({ subnet: '10.244.1.0/24', dataDir: '/run/cni/node1' })
  expect(leases(node2)).toMatchObject({ subnet: '10.244.2.0/24', dataDir: '/run/cni/node2' })
})

test('port mappings are given to a plugin that says it can', () => {
  expect(input(call(0)).runtimeConfig).toBeUndefined()
  expect(input(call(1)).runtimeConfig).toEqual({ portMappings: [] })
})

test('the result so far is passed on, and on DEL from version 0.4.0', () => {
  const previous = { ips: [] }
  expect(input(call(1)).prevResult).toBeUndefined()
  expect(input(call(1, { previous }, '0.3.1')).prevResult).toEqual(previous)
  expect(input(call(1, { previous, command: 'DEL' }, '0.4.0')).prevResult).toEqual(previous)
  expect(input(call(1, { previous, command: 'DEL' }, '0.3.1')).prevResult).toBeUndefined()
})
