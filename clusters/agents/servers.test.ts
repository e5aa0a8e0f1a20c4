import { expect, test } from 'vitest'
import { calicoVxlan } from '../../properties/model/networks/calico-vxlan.ts'
import { flannelVxlan } from '../../properties/model/networks/flannel-vxlan.ts'
import type { ServerSpec } from '../agent/protocol.ts'
import { exampleTopology } from '../networks/example-topology.fixture.ts'
import { externalServers, nodeServers, podServers } from './servers.ts'

const ends = (servers: ServerSpec[]) =>
  servers.map(({ identity, protocol, address, port }) => `${identity} ${protocol} ${address} ${port}`)
const pod = { name: 'a', nodeName: 'node1', hostNetwork: false, containers: [{ name: 'c', port: 8080 }] }

test('a Pod: TCP for every address, UDP for each, and one port for itself alone', () => {
  expect(ends(podServers(pod, '10.244.1.2'))).toEqual([
    'pod/a/c tcp 0.0.0.0 8080',
    'pod/a/c udp 10.244.1.2 8080',
    'pod/a/c udp 127.0.0.1 8080',
    'pod/a/loopback tcp 127.0.0.1 9099',
    'pod/a/loopback udp 127.0.0.1 9099',
  ])
})

test("a host-network Pod: its Node's address alone", () => {
  expect(ends(podServers({ ...pod, hostNetwork: true }, '172.30.0.11'))).toEqual([
    'pod/a/c tcp 172.30.0.11 8080',
    'pod/a/c udp 172.30.0.11 8080',
  ])
})

test('a Node: UDP on eth0, on the bridge once there is one, and on the tunnel', () => {
  const status = { nodes: [{ name: 'node1', address: '172.30.0.11', podRanges: [] }], pods: [] }
  const before = ends(nodeServers(flannelVxlan, exampleTopology, status, 'node1', false))
  const after = ends(nodeServers(flannelVxlan, exampleTopology, status, 'node1', true))
  expect(before).toEqual([
    'node/node1 tcp 0.0.0.0 7946',
    'node/node1 udp 172.30.0.11 7946',
    'node/node1 udp 10.244.1.0 7946',
  ])
  expect(after.filter((end) => !before.includes(end))).toEqual(['node/node1 udp 10.244.1.1 7946'])
})

test("a Node of Calico: the tunnel's address is the status's", () => {
  const nodes = [{ name: 'node1', address: '172.30.0.11', podRanges: ['10.244.0.0/26'], tunnelAddress: '10.244.0.0' }]
  expect(ends(nodeServers(calicoVxlan, exampleTopology, { nodes, pods: [] }, 'node1', true))).toEqual([
    'node/node1 tcp 0.0.0.0 7946',
    'node/node1 udp 172.30.0.11 7946',
    'node/node1 udp 10.244.0.0 7946',
  ])
})

test('the host outside: both addresses', () => {
  expect(ends(externalServers(exampleTopology))).toEqual([
    'external tcp 0.0.0.0 8080',
    'external udp 172.30.0.100 8080',
    'external udp 172.30.0.101 8080',
  ])
})
