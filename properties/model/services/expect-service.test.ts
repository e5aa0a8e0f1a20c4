import { expect as assert, describe, test } from 'vitest'
import { type Client, fromNode, fromPod } from '../../probes.ts'
import { toClusterIP, toNodePort } from '../../service-probes.ts'
import { fivePods, servedBy, servedWorld, serviceOf, waysOf } from '../../test-support/services.ts'
import type { Service } from '../service.ts'
import type { World } from '../world.ts'
import type { ProxyMode } from './proxy.ts'

/** datapath 2.2 and 2.3, by hand. P(a) 10.244.1.2, N(1) 172.30.0.11, N(2) 172.30.0.12, E 172.30.0.100. */
const networks = {
  'flannel-vxlan': { here: '10.244.1.1', there: '10.244.1.0', back: '10.244.2.0' },
  'flannel-host-gw': { here: '10.244.1.1', there: '172.30.0.11', back: '172.30.0.12' },
  'calico-vxlan': { here: '172.30.0.11', there: '10.244.1.0', back: '10.244.2.0' },
  'calico-bgp': { here: '172.30.0.11', there: '172.30.0.11', back: '172.30.0.12' },
} as const

const podA = fromPod({ name: 'a' })
const node1 = fromNode({ name: 'node1' })
const outside: Client = { client: 'external' }
const [first, second] = [
  { name: 'node1', address: '172.30.0.11' },
  { name: 'node2', address: '172.30.0.12' },
]
const loopback = { name: 'node1', address: '127.0.0.1' }

function clusterOf(network: string, changes: Partial<Service> = {}, mode: ProxyMode = 'iptables'): World {
  const services = ['a', 'b', 'c', 'g', 'h', 'nobody'].map((pod) => serviceOf(pod, changes))
  return servedWorld(network, { pods: fivePods, services }, mode)
}

function clusterIP(world: World, client: Client, pod: string, udp = false): string[] {
  const served = servedBy(world, `to-${pod}`)
  const port = served.service.ports[udp ? 1 : 0]
  return port === undefined ? [] : waysOf(world, toClusterIP(client, served, port))
}

function nodePort(world: World, client: Client, pod: string, node = first, udp = false): string[] {
  const served = servedBy(world, `to-${pod}`)
  const port = served.service.ports[udp ? 1 : 0]
  return port === undefined ? [] : waysOf(world, toNodePort(client, served, port, node))
}

describe.each(Object.entries(networks))('%s', (network, { here, there, back }) => {
  describe.each(['iptables', 'nftables', 'ipvs'] as const)('%s', (mode) => {
    const world = clusterOf(network, {}, mode)

    test('a ClusterIP, from a Pod', () => {
      assert(clusterIP(world, podA, 'b')).toEqual(['b 10.244.1.2'])
      assert(clusterIP(world, podA, 'c', true)).toEqual(['c 10.244.1.2'])
      assert(clusterIP(world, podA, 'a')).toEqual([`a ${here}`])
      assert(clusterIP(world, podA, 'g')).toEqual(['g 10.244.1.2'])
      assert(clusterIP(world, podA, 'h')).toEqual(['h 172.30.0.11'])
    })

    test.each([
      ['the Node', node1],
      ['a host-network Pod', fromPod({ name: 'g' })],
    ])('a ClusterIP, from %s', (_, client) => {
      assert(clusterIP(world, client, 'a')).toEqual([`a ${here}`])
      assert(clusterIP(world, client, 'c')).toEqual([`c ${there}`])
      assert(clusterIP(world, client, 'g')).toEqual(['g 172.30.0.11'])
      assert(clusterIP(world, client, 'h')).toEqual(['h 172.30.0.11'])
    })

    test.each([
      ['outside', outside, '172.30.0.100'],
      ['another Node', fromNode({ name: 'node2' }), '172.30.0.12'],
      ['a Pod of another Node', fromPod({ name: 'c' }), '172.30.0.12'],
      ['a Pod of the Node', fromPod({ name: 'b' }), '10.244.1.3'],
      ['the Node', node1, '172.30.0.11'],
    ])('a NodePort, from %s', (_, client, asArrived) => {
      assert(nodePort(world, client, 'a')).toEqual([`a ${here}`])
      assert(nodePort(world, client, 'c')).toEqual([`c ${there}`])
      assert(nodePort(world, client, 'g')).toEqual([`g ${asArrived}`])
      assert(nodePort(world, client, 'h')).toEqual(['h 172.30.0.11'])
    })

    test('a NodePort of another Node takes the Pod out and back', () => {
      assert(nodePort(world, podA, 'a', second)).toEqual([`a ${back}`])
      assert(nodePort(world, podA, 'h', second)).toEqual(['h 172.30.0.11'])
    })
  })

  test('a NodePort on 127.0.0.1', () => {
    assert(nodePort(clusterOf(network), node1, 'a', loopback)).toEqual([`a ${here}`])
    assert(nodePort(clusterOf(network), node1, 'c', loopback)).toEqual([`c ${there}`])
    assert(nodePort(clusterOf(network, {}, 'nftables'), node1, 'a', loopback)).toEqual(['refused'])
    assert(nodePort(clusterOf(network, {}, 'ipvs'), node1, 'a', loopback)).toEqual(['refused', 'timed-out'])
  })

  test('externalTrafficPolicy Local', () => {
    const world = clusterOf(network, { externalTrafficPolicy: 'Local' })
    assert(nodePort(world, outside, 'a')).toEqual(['a 172.30.0.100'])
    assert(nodePort(world, outside, 'g')).toEqual(['g 172.30.0.100'])
    assert(nodePort(world, outside, 'c')).toEqual(['timed-out'])
    assert(nodePort(world, fromNode({ name: 'node2' }), 'c')).toEqual(['timed-out'])
    assert(nodePort(world, fromPod({ name: 'c' }), 'c')).toEqual(['timed-out'])
    assert(nodePort(world, podA, 'c')).toEqual(['c 10.244.1.2'])
    assert(nodePort(world, podA, 'a')).toEqual([`a ${here}`])
    assert(nodePort(world, podA, 'h')).toEqual(['h 172.30.0.11'])
    assert(nodePort(world, node1, 'c')).toEqual([`c ${there}`])
    assert(nodePort(world, podA, 'c', second)).toEqual(['c 172.30.0.11'])
    assert(nodePort(world, podA, 'a', second)).toEqual(['timed-out'])
    assert(nodePort(world, outside, 'nobody')).toEqual(['refused'])
  })

  test('internalTrafficPolicy Local', () => {
    const world = clusterOf(network, { internalTrafficPolicy: 'Local' })
    assert(clusterIP(world, podA, 'b')).toEqual(['b 10.244.1.2'])
    assert(clusterIP(world, podA, 'c')).toEqual(['timed-out'])
    assert(clusterIP(world, node1, 'a')).toEqual([`a ${here}`])
    assert(clusterIP(world, node1, 'c')).toEqual(['timed-out'])
    assert(nodePort(world, outside, 'c')).toEqual([`c ${there}`])
    assert(clusterIP(world, podA, 'nobody')).toEqual(['refused'])
  })
})

test('masqueradeAll shows Pods under the address of their Node', () => {
  const scenario = { pods: fivePods, services: ['b', 'c'].map((pod) => serviceOf(pod)) }
  const world = servedWorld('flannel-vxlan', scenario, 'iptables', { masqueradeAll: true })
  assert(clusterIP(world, podA, 'b')).toEqual(['b 10.244.1.1'])
  assert(clusterIP(world, podA, 'c')).toEqual(['c 10.244.1.0'])
})

test('without detectLocal a Node is masqueraded by the network alone', () => {
  const scenario = { pods: fivePods, services: ['a', 'c'].map((pod) => serviceOf(pod)) }
  const world = servedWorld('flannel-vxlan', scenario, 'iptables', { detectLocal: { mode: 'None' } })
  assert(clusterIP(world, node1, 'a')).toEqual(['a 172.30.0.11'])
  assert(clusterIP(world, node1, 'c')).toEqual(['c 10.244.1.0'])
})

test('of several endpoints each is a way of its own, with its own source and address', () => {
  const services = [serviceOf('x', { selector: {} })]
  const world = servedWorld('flannel-vxlan', { pods: fivePods, services })
  assert(clusterIP(world, podA, 'x')).toEqual([
    'a 10.244.1.1',
    'b 10.244.1.2',
    'c 10.244.1.2',
    'g 10.244.1.2',
    'h 172.30.0.11',
  ])
})

test('IPVS: no Node passes a Local policy by, and without an endpoint there it sends on unmasqueraded', () => {
  const world = clusterOf('calico-vxlan', { externalTrafficPolicy: 'Local' }, 'ipvs')
  assert(nodePort(world, outside, 'a')).toEqual(['a 172.30.0.100'])
  assert(nodePort(world, outside, 'c')).toEqual(['timed-out', 'timed-out'])
  assert(nodePort(world, podA, 'b')).toEqual(['b 10.244.1.2'])
  assert(nodePort(world, podA, 'c')).toEqual(['c 10.244.1.2', 'timed-out'])
})
