import { describe, expect, test } from 'vitest'
import { findNetwork } from '../../properties/model/networks/index.ts'
import type { Network } from '../../properties/model/networks/network.ts'
import type { NodeSpec } from '../../properties/model/topology.ts'
import { exampleContext, exampleTopology, linesOf } from './example-topology.fixture.ts'
import { wiringOf } from './index.ts'

const [node1, node2] = exampleTopology.nodes as [NodeSpec, NodeSpec]

function plan(name: string) {
  const network = findNetwork(name) as Network
  return wiringOf(network).node(exampleContext(network), node1)
}

const routes = (name: string) => linesOf(plan(name), 'ip').filter((line) => line.startsWith('route'))

describe('routes to blocks', () => {
  test('calico-vxlan: via the tunnel address of the owner, protocol boot, with the MTU', () => {
    expect(routes('calico-vxlan')).toEqual([
      'route replace blackhole 10.244.0.0/26 proto 80',
      'route replace 10.244.0.64/26 via 10.244.0.64 dev vxlan.calico onlink mtu 1450',
      'route replace 10.244.0.128/26 via 10.244.0.128 dev vxlan.calico onlink mtu 1450',
    ])
  })

  test("calico-cross-subnet: Felix's plain route to the neighbour", () => {
    expect(routes('calico-cross-subnet')).toEqual([
      'route replace blackhole 10.244.0.0/26 proto 80',
      'route replace 10.244.0.64/26 via 172.30.0.12 dev eth0 proto 80 onlink',
      'route replace 10.244.0.128/26 via 10.244.0.128 dev vxlan.calico onlink mtu 1450',
    ])
  })

  test("calico-bgp: BIRD's, and none to the Node behind the router", () => {
    expect(routes('calico-bgp')).toEqual([
      'route replace blackhole 10.244.0.0/26 proto bird',
      'route replace 10.244.0.64/26 via 172.30.0.12 dev eth0 proto bird metric 1024',
    ])
  })

  test('calico-ipip: via the Node through tunl0', () => {
    expect(routes('calico-ipip').slice(1)).toEqual([
      'route replace 10.244.0.64/26 via 172.30.0.12 dev tunl0 onlink proto bird',
      'route replace 10.244.0.128/26 via 172.30.1.13 dev tunl0 onlink proto bird',
    ])
  })

  test('a further block is routed on every Node like the first', () => {
    const network = findNetwork('calico-vxlan') as Network
    const wiring = wiringOf(network)
    const context = exampleContext(network)
    expect(linesOf(wiring.range(context, node1, node2, '10.244.0.192/26'), 'ip')).toEqual([
      'route replace 10.244.0.192/26 via 10.244.0.64 dev vxlan.calico onlink mtu 1450',
    ])
    expect(linesOf(wiring.range(context, node2, node2, '10.244.0.192/26'), 'ip')).toEqual([
      'route replace blackhole 10.244.0.192/26 proto 80',
    ])
  })
})

describe('vxlan.calico', () => {
  test('has the first address of the block and learns nothing', () => {
    expect(linesOf(plan('calico-vxlan'), 'ip').slice(0, 2)).toEqual([
      'link add vxlan.calico address 0a:5a:ac:1e:00:0b mtu 1450 type vxlan id 4096 dev eth0 local 172.30.0.11 dstport 4789 nolearning',
      'addr add 10.244.0.0/32 dev vxlan.calico',
    ])
  })

  test('keeps the forwarding entries of neighbours in CrossSubnet', () => {
    expect(linesOf(plan('calico-cross-subnet'), 'bridge')).toHaveLength(2)
  })
})

describe('rules', () => {
  test('sets carry the names of v3.32; peers alone may send VXLAN', () => {
    const sets = linesOf(plan('calico-vxlan'), 'ipset')
    expect(sets.filter((line) => line.startsWith('create')).map((line) => line.split(' ')[1])).toEqual([
      'cali40this-host',
      'cali40network-ip-pools',
      'cali40masq-ipam-pools',
      'cali40all-vxlan-net',
    ])
    expect(sets.filter((line) => line.startsWith('add cali40all-vxlan-net'))).toEqual([
      'add cali40all-vxlan-net 172.30.0.12',
      'add cali40all-vxlan-net 172.30.1.13',
    ])
  })

  test('without a tunnel there is nothing to accept or to take the tunnel address', () => {
    const lines = linesOf(plan('calico-bgp'), 'iptables-restore')
    expect(lines.filter((line) => line.includes('MASQUERADE'))).toEqual([
      '-A cali-nat-outgoing -m set --match-set cali40masq-ipam-pools src -m set ! --match-set cali40network-ip-pools dst -j MASQUERADE --random-fully',
    ])
    expect(lines).not.toContain('*filter')
  })
})

test('a Pod: routed device without an address, proxy ARP, one route, one next hop', () => {
  const network = findNetwork('calico-vxlan') as Network
  const wiring = wiringOf(network)
  const context = exampleContext(network)
  const pod = { name: 'a', address: '10.244.0.1', hostDevice: 'cali0123456789a', namespace: 'pod-a' }
  const host = wiring.linkPods(context, node1, [pod])
  expect(linesOf(host, 'ip')).toEqual([
    'link add cali0123456789a address ee:ee:ee:ee:ee:ee mtu 1450 type veth peer name eth0 mtu 1450 netns pod-a',
    'link set cali0123456789a up',
    'route add 10.244.0.1/32 dev cali0123456789a scope link metric 1024',
  ])
  expect(linesOf(host, 'sysctl')).toContain('net/ipv4/conf/cali0123456789a/proxy_arp=1')
  expect(linesOf(wiring.pod(context, node1, pod), 'ip')).toEqual([
    'addr add 10.244.0.1/32 dev eth0',
    'link set eth0 up',
    'route add 169.254.1.1 dev eth0 scope link',
    'route add default via 169.254.1.1 dev eth0',
  ])
  expect(wiring.firstPod(context, node1)).toEqual([])
})
