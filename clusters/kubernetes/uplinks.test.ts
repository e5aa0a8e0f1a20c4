import { expect, test } from 'vitest'
import type { NodeSpec } from '../../properties/model/topology.ts'
import { type Uplink, uplinkOf, withUplinks } from './uplinks.ts'

const printed = JSON.stringify([
  { ifname: 'lo', mtu: 65536, addr_info: [{ local: '127.0.0.1', prefixlen: 8 }] },
  { ifname: 'ens5', mtu: 9001, addr_info: [{ local: '10.0.3.7', prefixlen: 20 }] },
])

test('the uplink is the device that bears the InternalIP', () => {
  expect(uplinkOf(printed, '10.0.3.7')).toEqual({ device: 'ens5', mtuBytes: 9001, range: '10.0.0.0/20' })
  expect(uplinkOf(printed, '10.0.3.8')).toBeUndefined()
})

const spec = (name: string, address: string): NodeSpec => ({ name, address, podCIDR: '10.244.0.0/24', segment: 0 })
const nodes = [spec('node1', '10.0.1.1'), spec('node2', '10.0.2.1'), spec('node3', '10.0.1.2')]
const uplinks = new Map<string, Uplink>([
  ['node1', { device: 'eth0', mtuBytes: 1500, range: '10.0.1.0/24' }],
  ['node2', { device: 'ens5', mtuBytes: 1500, range: '10.0.2.0/24' }],
  ['node3', { device: 'eth0', mtuBytes: 1500, range: '10.0.1.0/24' }],
])

test('Nodes whose uplinks are in one range are neighbours', () => {
  expect(withUplinks(nodes, uplinks).map(({ uplink, segment }) => [uplink, segment])).toEqual([
    ['eth0', 0],
    ['ens5', 1],
    ['eth0', 0],
  ])
})
