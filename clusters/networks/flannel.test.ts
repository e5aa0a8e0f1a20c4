import { describe, expect, test } from 'vitest'
import { findNetwork } from '../../properties/model/networks/index.ts'
import type { Network } from '../../properties/model/networks/network.ts'
import type { NodeSpec } from '../../properties/model/topology.ts'
import { exampleContext, exampleTopology, linesOf } from './example-topology.fixture.ts'
import { wiringOf } from './index.ts'

const node1 = exampleTopology.nodes[0] as NodeSpec
const pod = { name: 'a', address: '10.244.1.2', hostDevice: 'veth0a1b2c3d', namespace: 'pod-a' }

function plan(name: string) {
  const network = findNetwork(name) as Network
  return wiringOf(network).node(exampleContext(network), node1)
}

describe('flannel-vxlan', () => {
  test('makes flannel.1, then neighbours, then routes', () => {
    expect(linesOf(plan('flannel-vxlan'), 'ip')).toEqual([
      'link add flannel.1 address 0a:5a:ac:1e:00:0b mtu 1450 type vxlan id 1 dev eth0 local 172.30.0.11 dstport 8472 nolearning',
      'addr add 10.244.1.0/32 dev flannel.1',
      'link set flannel.1 up',
      'neigh replace 10.244.2.0 lladdr 0a:5a:ac:1e:00:0c dev flannel.1 nud permanent',
      'neigh replace 10.244.3.0 lladdr 0a:5a:ac:1e:01:0d dev flannel.1 nud permanent',
      'route replace 10.244.2.0/24 via 10.244.2.0 dev flannel.1 onlink',
      'route replace 10.244.3.0/24 via 10.244.3.0 dev flannel.1 onlink',
    ])
    expect(linesOf(plan('flannel-vxlan'), 'bridge')).toEqual([
      'fdb replace 0a:5a:ac:1e:00:0c dev flannel.1 dst 172.30.0.12 self permanent',
      'fdb replace 0a:5a:ac:1e:01:0d dev flannel.1 dst 172.30.1.13 self permanent',
    ])
  })

  test('the forwarding entry comes between neighbour and route', () => {
    expect(plan('flannel-vxlan').map((step) => step.tool)).toEqual(['ip', 'ip', 'bridge', 'ip', 'iptables-restore'])
  })
})

test('flannel-direct: a plain route to the neighbour, the tunnel to the Node behind the router alone', () => {
  const steps = plan('flannel-direct')
  expect(linesOf(steps, 'ip').filter((line) => /^(neigh|route)/.test(line))).toEqual([
    'neigh replace 10.244.3.0 lladdr 0a:5a:ac:1e:01:0d dev flannel.1 nud permanent',
    'route replace 10.244.2.0/24 via 172.30.0.12 dev eth0',
    'route replace 10.244.3.0/24 via 10.244.3.0 dev flannel.1 onlink',
  ])
  expect(linesOf(steps, 'bridge')).toHaveLength(1)
})

test('flannel-host-gw: no route to the Node behind the router, which flanneld cannot add either', () => {
  expect(linesOf(plan('flannel-host-gw'), 'ip')).toEqual(['route replace 10.244.2.0/24 via 172.30.0.12 dev eth0'])
})

test('flannel-ipip: routes through the device, the Node being the outer destination', () => {
  expect(linesOf(plan('flannel-ipip'), 'ip')).toEqual([
    'link add flannel.ipip type ipip local 172.30.0.11 remote any',
    'link set flannel.ipip mtu 1480',
    'addr add 10.244.1.0/32 dev flannel.ipip',
    'link set flannel.ipip up',
    'route replace 10.244.2.0/24 via 172.30.0.12 dev flannel.ipip onlink',
    'route replace 10.244.3.0/24 via 172.30.1.13 dev flannel.ipip onlink',
  ])
})

describe('masquerade rules', () => {
  test('six in iptables, in the order of datapath 1.1', () => {
    const rules = linesOf(plan('flannel-vxlan'), 'iptables-restore')
      .filter((line) => line.startsWith('-A FLANNEL-POSTRTG'))
      .map((line) => line.replace(/-m comment --comment "[^"]*" /, ''))
    expect(rules).toEqual([
      '-A FLANNEL-POSTRTG -m mark --mark 0x4000/0x4000 -j RETURN',
      '-A FLANNEL-POSTRTG -s 10.244.1.0/24 -d 10.244.0.0/16 -j RETURN',
      '-A FLANNEL-POSTRTG -s 10.244.0.0/16 -d 10.244.1.0/24 -j RETURN',
      '-A FLANNEL-POSTRTG ! -s 10.244.0.0/16 -d 10.244.1.0/24 -j RETURN',
      '-A FLANNEL-POSTRTG -s 10.244.0.0/16 ! -d 224.0.0.0/4 -j MASQUERADE --random-fully',
      '-A FLANNEL-POSTRTG ! -s 10.244.0.0/16 -d 10.244.0.0/16 -j MASQUERADE --random-fully',
    ])
  })

  test('nftables: the fourth is as wide as flannel v0.28 writes it', () => {
    const lines = linesOf(plan('flannel-vxlan-nft'), 'nft')
    expect(lines.slice(lines.indexOf('meta mark 0x4000 return') + 3)[0]).toBe(
      'ip saddr != 10.244.1.0/24 ip daddr 10.244.0.0/16 return',
    )
  })
})

describe('Pods', () => {
  const network = findNetwork('flannel-vxlan') as Network
  const wiring = wiringOf(network)
  const context = exampleContext(network)

  test('the first one brings cni0', () => {
    expect(linesOf(wiring.firstPod(context, node1), 'ip')).toEqual([
      'link add cni0 address 0a:58:0a:f4:01:01 mtu 1450 type bridge',
      'addr add 10.244.1.1/24 brd + dev cni0',
      'link set cni0 up',
    ])
  })

  test('are ports of the bridge with hairpin on', () => {
    expect(linesOf(wiring.linkPods(context, node1, [pod]), 'ip')).toEqual([
      'link add veth0a1b2c3d mtu 1450 type veth peer name eth0 address 0a:58:0a:f4:01:02 mtu 1450 netns pod-a',
      'link set veth0a1b2c3d master cni0 up',
      'link set veth0a1b2c3d type bridge_slave hairpin on',
    ])
  })

  test('have the routes of the bridge plugin and of flannel', () => {
    expect(linesOf(wiring.pod(context, node1, pod), 'ip')).toEqual([
      'addr add 10.244.1.2/24 brd + dev eth0',
      'link set eth0 up',
      'route add default via 10.244.1.1',
      'route add 10.244.0.0/16 via 10.244.1.1',
    ])
  })
})
