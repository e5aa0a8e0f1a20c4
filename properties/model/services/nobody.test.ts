import { expect as assert, describe, test } from 'vitest'
import { type Client, fromNode, fromPod } from '../../probes.ts'
import { toClusterIP, toHostPort, toNodePort, toServiceRange } from '../../service-probes.ts'
import { fivePods, labelledPod, servedBy, servedWorld, serviceOf, waysOf } from '../../test-support/services.ts'
import { judgeProbe } from '../judge.ts'
import { makeWorld } from '../world.ts'
import type { ProxyMode } from './proxy.ts'

const pod = fromPod({ name: 'a' })
const node = fromNode({ name: 'node1' })
const outside: Client = { client: 'external' }
const first = { name: 'node1', address: '172.30.0.11' }
const services = [serviceOf('a'), serviceOf('nobody')]
const lost = ['timed-out', 'host-unreachable', 'network-unreachable']

/** datapath 2.5, by hand: [TCP Pod, TCP Node, UDP Pod, UDP Node]. */
const table: Record<ProxyMode, Record<string, [string[], string[], string[], string[]]>> = {
  iptables: {
    'no endpoints': [['refused'], ['refused'], ['refused'], ['not-permitted']],
    'NodePort without endpoints': [['refused'], ['refused'], ['refused'], ['refused']],
    'another port': [lost, lost, lost, lost],
    'an unallocated address': [lost, lost, lost, lost],
  },
  nftables: {
    'no endpoints': [['refused'], ['refused'], ['refused'], ['not-permitted']],
    'NodePort without endpoints': [['refused'], ['refused'], ['refused'], ['refused']],
    'another port': [['refused'], ['refused'], ['refused'], ['not-permitted']],
    'an unallocated address': [['timed-out'], ['timed-out'], ['timed-out'], ['timed-out', 'not-permitted']],
  },
  ipvs: {
    'no endpoints': [['refused'], ['refused'], ['refused'], ['not-permitted']],
    'NodePort without endpoints': [['refused'], ['refused'], ['refused'], ['not-permitted']],
    'another port': [['refused'], ['refused'], ['refused'], ['refused']],
    'an unallocated address': [lost, lost, lost, lost],
  },
}

describe.each(Object.entries(table))('%s', (mode, rows) => {
  const world = servedWorld('flannel-vxlan', { pods: fivePods, services }, mode as ProxyMode)
  const empty = servedBy(world, 'to-nobody')
  const allocated = servedBy(world, 'to-a').service.clusterIP ?? ''

  test.each(Object.entries(rows))('%s', (name, expected) => {
    const seen = (['tcp', 'udp'] as const).flatMap((protocol, index) =>
      [pod, node].map((client) => {
        const port = empty.service.ports[index]
        if (port === undefined) throw new Error('no port')
        const probe = {
          'no endpoints': toClusterIP(client, empty, port),
          'NodePort without endpoints': toNodePort(client, empty, port, first),
          'another port': toServiceRange(client, allocated, 81, protocol),
          'an unallocated address': toServiceRange(client, '10.96.200.200', 80, protocol),
        }[name]
        return probe === undefined ? [] : waysOf(world, probe)
      }),
    )
    assert(seen).toEqual(expected)
  })

  test('an ICMP echo to a ClusterIP', () => {
    const echo = (client: Client) => waysOf(world, toServiceRange(client, allocated, 0, 'icmp'))
    assert([echo(pod), echo(node)]).toEqual(
      {
        iptables: [lost, lost],
        nftables: [['refused', 'timed-out'], ['not-permitted']],
        ipvs: [
          ['refused', 'timed-out'],
          ['refused', 'timed-out'],
        ],
      }[mode],
    )
  })
})

test('NodePorts are open on all addresses with iptables and on the primary one with nftables', () => {
  const onGateway = (mode: ProxyMode) => {
    const world = servedWorld('flannel-vxlan', { pods: fivePods, services }, mode)
    const served = servedBy(world, 'to-a')
    const [port] = served.service.ports
    if (port === undefined) throw new Error('no port')
    return waysOf(world, toNodePort(fromPod({ name: 'b' }), served, port, { name: 'node1', address: '10.244.1.1' }))
  }
  assert(onGateway('iptables')).toEqual(['a 10.244.1.1'])
  assert(onGateway('nftables')).toEqual(['refused'])
})

test('a NodePort without endpoint here under a Local policy: iptables drops on closed addresses as well', () => {
  const call = (mode: ProxyMode, to: string, settings = {}) => {
    const local = serviceOf(to, { externalTrafficPolicy: 'Local' })
    const world = servedWorld('flannel-vxlan', { pods: fivePods, services: [local] }, mode, settings)
    const served = servedBy(world, `to-${to}`)
    const [port] = served.service.ports
    if (port === undefined) throw new Error('no port')
    return waysOf(world, toNodePort(fromPod({ name: 'b' }), served, port, { name: 'node1', address: '10.244.1.1' }))
  }
  const primary = { nodePortAddresses: ['primary'] }
  assert(call('iptables', 'c', primary)).toEqual(['timed-out'])
  assert(call('iptables', 'a', primary)).toEqual(['refused'])
  assert(call('iptables', 'nobody', primary)).toEqual(['refused'])
  assert(call('nftables', 'c')).toEqual(['refused'])
})

test("a Pod's call to another Node's bridge or tunnel is not masqueraded by the proxy under a Local policy, but by flannel", () => {
  const local = serviceOf('x', { selector: {}, externalTrafficPolicy: 'Local' })
  const ways = (network: string) => {
    const world = servedWorld(network, { pods: fivePods, services: [local] })
    const served = servedBy(world, 'to-x')
    const [port] = served.service.ports
    if (port === undefined) throw new Error('no port')
    return waysOf(world, toNodePort(fromPod({ name: 'a' }), served, port, { name: 'node2', address: '10.244.2.0' }))
  }
  // a itself is masqueraded as a hairpin; with Calico b answers a directly, c and the host-network Pods by node2.
  const others = ['c 10.244.1.2', 'g 172.30.0.12', 'h 10.244.1.2']
  assert(ways('flannel-vxlan')).toEqual(['a 10.244.2.0', 'b 10.244.2.0', ...others])
  assert(ways('calico-vxlan')).toEqual(['a 10.244.2.0', 'timed-out', ...others])
})

test('of such calls the rule of those that the Node itself answers is another: no defect of the way on can show there', () => {
  const local = serviceOf('x', { selector: {}, externalTrafficPolicy: 'Local' })
  const world = servedWorld('flannel-vxlan-nft', { pods: fivePods, services: [local] })
  const served = servedBy(world, 'to-x')
  const [port] = served.service.ports
  if (port === undefined) throw new Error('no port')
  const probe = toNodePort(fromPod({ name: 'a' }), served, port, { name: 'node2', address: '10.244.2.0' })
  const client = { address: '10.244.1.2', port: 40000 }
  const server = { address: '10.244.2.2', port: 8080 }
  const answered = { identity: 'pod/c/main', local: server, peer: client }
  assert(judgeProbe('p', world, probe, { outcome: 'answered', client, server: answered, durationMs: 1 })).toMatchObject(
    {
      verdict: 'holds',
      rule: 'external-traffic-local-policy-from-distant-pod-here',
    },
  )
  assert(judgeProbe('p', world, probe, { outcome: 'timed-out', durationMs: 1 })).toMatchObject({
    verdict: 'refuted',
    rule: 'external-traffic-local-policy-from-distant-pod',
    defect: 'flannel-nft-rule-4-local-policy',
  })
})

describe('endpoints', () => {
  const select = (mode: ProxyMode, pods: ReturnType<typeof labelledPod>[], changes = {}) => {
    const labelled = pods.map((one) => ({ ...one, labels: { app: 'x' } }))
    const service = serviceOf('x', { selector: { app: 'x' }, ...changes })
    const world = servedWorld('flannel-vxlan', { pods: [...fivePods, ...labelled], services: [service] }, mode)
    const served = servedBy(world, 'to-x')
    const [port] = served.service.ports
    return port === undefined ? [] : waysOf(world, toClusterIP(fromPod({ name: 'a' }), served, port))
  }
  const ready = labelledPod('r', 'node2')
  const notReady = labelledPod('n', 'node2', 8080, { ready: false })
  const leaving = labelledPod('t', 'node3', 8080, { terminating: true })
  const leavingAndNotReady = labelledPod('u', 'node3', 8080, { terminating: true, ready: false })

  test.each(['iptables', 'nftables', 'ipvs'] as const)('%s: readiness and what stands in', (mode) => {
    assert(select(mode, [ready, notReady, leaving])).toEqual(['r 10.244.1.2'])
    assert(select(mode, [notReady])).toEqual(['refused'])
    assert(select(mode, [notReady, leaving])).toEqual(['t 10.244.1.2'])
    assert(select(mode, [leavingAndNotReady])).toEqual(['refused'])
    assert(select(mode, [notReady], { publishNotReadyAddresses: true })).toEqual(['n 10.244.1.2'])
  })

  test('a number as target where a Pod does not listen: it refuses', () => {
    const ports = [{ protocol: 'TCP' as const, port: 80, targetPort: 1234 }]
    assert(select('iptables', [ready], { ports })).toEqual(['refused'])
  })

  test('PreferSameNode keeps to the Node where it has an endpoint, and falls back to all', () => {
    const own = labelledPod('o', 'node1')
    const distribution = { trafficDistribution: 'PreferSameNode' }
    assert(select('iptables', [own, ready], distribution)).toEqual(['o 10.244.1.2'])
    assert(select('iptables', [ready, labelledPod('z', 'node3')], distribution)).toEqual([
      'r 10.244.1.2',
      'z 10.244.1.2',
    ])
  })
})

describe('hostPort (datapath 2.3)', () => {
  const containers = [{ name: 'main', port: 8080, ports: [{ protocol: 'TCP' as const, hostPort: 12_000 }] }]
  const pods = [...fivePods.filter(({ name }) => name !== 'a'), labelledPod('a', 'node1', 8080, { containers })]
  const call = (network: string, client: Client, target = first) =>
    waysOf(servedWorld(network, { pods, services }), toHostPort(client, 12_000, 'tcp', target))
  const loopback = { name: 'node1', address: '127.0.0.1' }

  test('flannel', () => {
    assert(call('flannel-vxlan', outside)).toEqual(['a 172.30.0.100'])
    assert(call('flannel-vxlan', node)).toEqual(['a 172.30.0.11'])
    assert(call('flannel-vxlan', node, loopback)).toEqual(['a 10.244.1.1'])
    assert(call('flannel-vxlan', fromNode({ name: 'node2' }))).toEqual(['a 172.30.0.12'])
    assert(call('flannel-vxlan', fromPod({ name: 'c' }))).toEqual(['a 172.30.0.12'])
    assert(call('flannel-vxlan', fromPod({ name: 'b' }))).toEqual(['a 10.244.1.1'])
    assert(call('flannel-vxlan', pod)).toEqual(['a 10.244.1.1'])
    assert(call('flannel-vxlan', pod, { name: 'node2', address: '172.30.0.12' })).toEqual(['refused'])
  })

  test("Calico's Pods share no range: only the Pod itself is masqueraded", () => {
    assert(call('calico-vxlan', fromPod({ name: 'b' }))).toEqual(['a 10.244.1.2'])
    assert(call('calico-vxlan', pod)).toEqual(['a 172.30.0.11'])
  })
})

test('where a Node holds ICMP errors back, a refusal by rule or of a datagram may go unheard', () => {
  const served = serviceOf('nobody')
  const world = servedWorld('flannel-vxlan', { pods: fivePods, services: [served] })
  const nodes = world.status.nodes.map((node) => ({ ...node, limitsErrors: true }))
  const limited = makeWorld(world.network, world.topology, world.scenario, { ...world.status, nodes })
  const [port] = served.ports
  if (port === undefined) throw new Error('no port')
  const call = toClusterIP(fromPod({ name: 'a' }), servedBy(world, 'to-nobody'), port)
  assert(waysOf(world, call)).toEqual(['refused'])
  assert(waysOf(limited, call)).toEqual(['refused', 'timed-out'])
})
