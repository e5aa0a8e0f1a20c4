import { expect, test } from 'vitest'
import { flannelHostGw } from '../../../properties/model/networks/flannel-host-gw.ts'
import { flannelUdp } from '../../../properties/model/networks/flannel-udp.ts'
import { flannelVxlan } from '../../../properties/model/networks/flannel-vxlan.ts'
import type { Network } from '../../../properties/model/networks/network.ts'
import type { NodeSpec } from '../../../properties/model/topology.ts'
import { exampleTopology } from '../../networks/example-topology.fixture.ts'
import { isSettled } from './settled.ts'

const node1 = exampleTopology.nodes[0] as NodeSpec
const result = (exitCode: number, stdout = '') => ({ exitCode, stdout, stderr: '' })
const settled = (network: Network, file: number, ...routes: string[]) =>
  isSettled(network, exampleTopology, node1, [result(file), result(0, JSON.stringify(routes.map((dst) => ({ dst }))))])

test('once its file is there and every peer has a route', () => {
  expect(settled(flannelVxlan, 0, 'default', '10.244.2.0/24', '10.244.3.0/24')).toBe(true)
  expect(settled(flannelVxlan, 0, 'default', '10.244.2.0/24')).toBe(false)
  expect(settled(flannelVxlan, 1, 'default', '10.244.2.0/24', '10.244.3.0/24')).toBe(false)
})

test('where the daemon finds the Nodes by itself, once it says that it knows them', () => {
  const log = (...subnets: string[]) => subnets.map((subnet) => `I1 udp_network_amd64.go:1] Subnet added: ${subnet}\n`)
  const said = (...subnets: string[]) =>
    isSettled(flannelUdp, exampleTopology, node1, [
      result(0),
      result(0, JSON.stringify([{ dst: '10.244.0.0/16' }])),
      result(0, log(...subnets).join('')),
    ])
  expect(said('10.244.2.0/24', '10.244.3.0/24')).toBe(true)
  expect(said('10.244.2.0/24')).toBe(false)
})

test('no route is waited for to where the network promises none', () => {
  expect(settled(flannelHostGw, 0, '10.244.2.0/24')).toBe(true)
})
