import { expect, test } from 'vitest'
import { flannelVxlan } from '../../properties/model/networks/flannel-vxlan.ts'
import { exampleContext, exampleTopology, linesOf } from '../networks/example-topology.fixture.ts'
import { wiringOf } from '../networks/index.ts'
import type { Step } from '../networks/step.ts'
import { startPlan } from './start-plan.ts'

const plan = startPlan(wiringOf(flannelVxlan), exampleContext(flannelVxlan))
const stepsIn = (namespace: string | undefined): Step[] =>
  plan.flat().flatMap((task) => (task.namespace === namespace ? task.steps : []))

test('namespaces are made by one command', () => {
  expect(linesOf(stepsIn(undefined), 'ip')).toEqual(
    ['underlay', 'router', 'external', 'node1', 'node2', 'node3'].map((name) => `netns add ${name}`),
  )
})

test('one bridge per segment; each Node in its own; the router has a leg in both', () => {
  const lines = linesOf(stepsIn('underlay'), 'ip')
  expect(lines.filter((line) => line.includes(' master ')).map((line) => line.replace('link set ', ''))).toEqual([
    'node1 master segment0 up',
    'node2 master segment0 up',
    'node3 master segment1 up',
    'external master segment0 up',
    'router0 master segment0 up',
    'router1 master segment1 up',
  ])
  expect(linesOf(stepsIn('router'), 'ip').filter((line) => line.startsWith('addr'))).toEqual([
    'addr add 172.30.0.1/24 brd + dev eth0',
    'addr add 172.30.1.1/24 brd + dev eth1',
  ])
})

test("the underlay's MTU is the topology's", () => {
  const topology = { ...exampleTopology, uplinkMtuBytes: 1400 }
  const [, , [underlay]] = startPlan(wiringOf(flannelVxlan), exampleContext(flannelVxlan, topology)) as never as [
    unknown,
    unknown,
    { steps: Step[] }[],
  ]
  const links = linesOf(underlay?.steps ?? [], 'ip').filter((line) => line.startsWith('link add'))
  expect(links.every((line) => line.match(/mtu 1400/g)?.length === (line.includes('veth') ? 2 : 1))).toBe(true)
})

test('sysctls come before devices, the underlay keeps netfilter off its bridges', () => {
  const order = plan.flat().flatMap(({ namespace, steps }) => steps.map(({ tool }) => `${namespace} ${tool}`))
  expect(order.indexOf('node1 sysctl')).toBeLessThan(order.indexOf('underlay ip'))
  expect(linesOf(stepsIn('underlay'), 'sysctl')).toContain('net/bridge/bridge-nf-call-iptables=0')
  expect(linesOf(stepsIn('node1'), 'sysctl')).toEqual(
    expect.arrayContaining([
      'net/ipv4/icmp_ratelimit=0',
      'net/ipv4/conf/all/rp_filter=1',
      'net/bridge/bridge-nf-call-iptables=1',
      'net/ipv4/conf/all/route_localnet=1',
    ]),
  )
})

test('the host outside reaches Pods through their Node, or through the next one from its second address', () => {
  expect(linesOf(stepsIn('external'), 'ip').filter((line) => /route replace 10|rule/.test(line))).toEqual([
    'rule add from 172.30.0.101 lookup 101 priority 1000',
    'route replace 10.244.1.0/24 via 172.30.0.11',
    'route replace 10.244.1.0/24 via 172.30.0.12 table 101',
    'route replace 10.244.2.0/24 via 172.30.0.12',
    'route replace 10.244.2.0/24 via 172.30.0.11 table 101',
    // node3 is behind the router: no next hop from here.
    'route replace 10.244.3.0/24 via 172.30.0.11 table 101',
  ])
})
