import { expect as assert, describe, test } from 'vitest'
import { type Client, fromBoundNode, fromNode, fromPod } from '../../probes.ts'
import { toClusterIP, toExternalIP, toNodePort, toServiceRange } from '../../service-probes.ts'
import {
  apiServerService,
  fivePods,
  labelledPod,
  servedBy,
  servedWorld,
  serviceOf,
  waysOf,
} from '../../test-support/services.ts'
import { worldOf } from '../../test-support/worlds.ts'
import { topologyOf } from '../default-topology.ts'
import type { Probe } from '../probe.ts'
import type { Service, ServicePort } from '../service.ts'
import { makeWorld, type World } from '../world.ts'
import type { ServedService } from './endpoint-slice.ts'
import { defaultProxy, type ProxyMode, proxyModes } from './proxy.ts'
import { serveServices } from './serve.ts'

const outside: Client = { client: 'external' }
const pod = fromPod({ name: 'a' })
const node = fromNode({ name: 'node1' })
const externalIPs = ['192.0.2.1']
const lost = ['timed-out', 'host-unreachable', 'network-unreachable']

function externalIP(
  client: Client,
  to: string,
  changes: Partial<Service> = {},
  mode: ProxyMode = 'iptables',
): string[] {
  const service = serviceOf(to, { type: 'ClusterIP', externalIPs, ...changes })
  const world = servedWorld('flannel-vxlan', { pods: fivePods, services: [service] }, mode)
  return ways(world, servedBy(world, `to-${to}`), (served, port) =>
    toExternalIP(client, served, port, '192.0.2.1', 'node1'),
  )
}

function ways(
  world: World,
  served: ServedService,
  probeOf: (served: ServedService, port: ServicePort) => Probe,
): string[] {
  const [port] = served.service.ports
  return port === undefined ? [] : waysOf(world, probeOf(served, port))
}

describe('externalIPs, which the Node of the client takes', () => {
  test('are masqueraded, but for a host-network endpoint where they enter', () => {
    assert(externalIP(pod, 'b')).toEqual(['b 10.244.1.1'])
    assert(externalIP(pod, 'c')).toEqual(['c 10.244.1.0'])
    assert(externalIP(fromPod({ name: 'c' }), 'c')).toEqual(['c 10.244.2.1'])
    assert(externalIP(node, 'c')).toEqual(['c 10.244.1.0'])
    assert(externalIP(outside, 'c')).toEqual(['c 10.244.1.0'])
    assert(externalIP(outside, 'g')).toEqual(['g 172.30.0.100'])
  })

  test('keep the client under a Local policy', () => {
    const local = { externalTrafficPolicy: 'Local' } as const
    assert(externalIP(outside, 'a', local)).toEqual(['a 172.30.0.100'])
    assert(externalIP(outside, 'c', local)).toEqual(['timed-out'])
    assert(externalIP(pod, 'c', local)).toEqual(['c 10.244.1.2'])
  })

  test('without endpoints are rejected where packets are forwarded, on their way out by nftables only', () => {
    assert(externalIP(pod, 'nobody')).toEqual(['refused'])
    assert(externalIP(outside, 'nobody')).toEqual(['refused'])
    assert(externalIP(node, 'nobody', {}, 'nftables')).toEqual(['refused'])
    assert(externalIP(node, 'nobody')).toEqual(['timed-out', 'host-unreachable', 'network-unreachable', 'refused'])
  })
})

describe('a ClusterIP that outside traffic is routed to', () => {
  const through = (entry: string, to: string, changes: Partial<Service> = {}, mode: ProxyMode = 'iptables') => {
    const services = [serviceOf(to, { type: 'ClusterIP', ...changes })]
    const world = servedWorld('flannel-host-gw', { pods: fivePods, services }, mode)
    return ways(world, servedBy(world, `to-${to}`), (served, port) => toClusterIP(outside, served, port, entry))
  }

  test.each(proxyModes)(
    '%s: is masqueraded by the Node it enters through, but for a host-network endpoint there',
    (mode) => {
      assert(through('node1', 'a', {}, mode)).toEqual(['a 10.244.1.1'])
      assert(through('node1', 'c', {}, mode)).toEqual(['c 172.30.0.11'])
      assert(through('node2', 'c', {}, mode)).toEqual(['c 10.244.2.1'])
      assert(through('node2', 'h', {}, mode)).toEqual(['h 172.30.0.100'])
      assert(through('node1', 'h', {}, mode)).toEqual(['h 172.30.0.11'])
    },
  )

  test.each(proxyModes)(
    '%s: is refused without endpoints; internalTrafficPolicy Local binds it to that Node',
    (mode) => {
      assert(through('node1', 'nobody', {}, mode)).toEqual(['refused'])
      const local = { internalTrafficPolicy: 'Local' } as const
      assert(through('node1', 'a', local, mode)).toEqual(['a 10.244.1.1'])
      assert(through('node2', 'a', local, mode)).toEqual(mode === 'ipvs' ? ['refused'] : ['timed-out'])
    },
  )

  test.each([
    ['iptables', lost, lost, lost],
    ['nftables', ['refused'], ['timed-out'], ['refused', 'timed-out']],
    ['ipvs', ['refused'], lost, ['refused', 'timed-out']],
  ] as const)('%s: another port, an address of nobody, an echo', (mode, otherPort, free, echo) => {
    const world = servedWorld('flannel-vxlan', { pods: fivePods, services: [serviceOf('a')] }, mode)
    const address = servedBy(world, 'to-a').service.clusterIP ?? ''
    for (const protocol of ['tcp', 'udp'] as const) {
      assert(waysOf(world, toServiceRange(outside, address, 81, protocol, 'node1'))).toEqual(otherPort)
      assert(waysOf(world, toServiceRange(outside, '10.96.200.200', 80, protocol, 'node1'))).toEqual(free)
    }
    assert(waysOf(world, toServiceRange(outside, address, 0, 'icmp', 'node1'))).toEqual(echo)
  })
})

test('TCP and UDP of one port number are two ports', () => {
  const ports = [
    { name: 't', protocol: 'TCP' as const, port: 53, targetPort: 'main-tcp' },
    { name: 'u', protocol: 'UDP' as const, port: 53, targetPort: 9 },
  ]
  const service: Service = { name: 'both', type: 'ClusterIP', selector: { pod: 'b' }, ports }
  const world = servedWorld('flannel-vxlan', { pods: fivePods, services: [service] })
  const address = servedBy(world, 'both').service.clusterIP ?? ''
  assert(waysOf(world, toServiceRange(pod, address, 53, 'tcp'))).toEqual(['b 10.244.1.2'])
  assert(waysOf(world, toServiceRange(pod, address, 53, 'udp'))).toEqual(['refused'])
})

test('an endpoint outside the cluster sees the Node; endpoints of one’s own are Pods, Nodes and that host', () => {
  const conditions = { ready: true, serving: true, terminating: false }
  const slice = (target: 'external' | 'node/node2' | 'pod/c', port: number) => ({
    ports: [{ protocol: 'TCP' as const, port }],
    endpoints: [{ target, conditions }],
  })
  const service: Service = {
    name: 'own',
    type: 'ClusterIP',
    ports: [{ protocol: 'TCP', port: 80, targetPort: 80 }],
    endpointSlices: [slice('external', 8080), slice('node/node2', 7946), slice('pod/c', 8080)],
  }
  const world = servedWorld('flannel-vxlan', { pods: fivePods, services: [service] })
  const call = ways(world, servedBy(world, 'own'), (served, port) => toClusterIP(pod, served, port))
  assert(call).toEqual(['undefined 172.30.0.11', 'node2 172.30.0.11', 'c 10.244.1.2'])
})

test('behind a router that the network has no way through, Pods do not answer', () => {
  const scenario = { pods: [labelledPod('a', 'node1'), labelledPod('z', 'node2')], services: [serviceOf('z')] }
  const { network, topology, status } = worldOf('flannel-host-gw', scenario, topologyOf([0, 1]))
  const services = serveServices(scenario, topology, status)
  const proxy = defaultProxy('iptables', topology.podCIDR)
  const world = makeWorld(network, topology, scenario, { ...status, proxy, services })
  assert(ways(world, servedBy(world, 'to-z'), (served, port) => toClusterIP(pod, served, port))).toEqual([
    'timed-out',
    'host-unreachable',
    'network-unreachable',
  ])
  const bridge = { name: 'node2', address: '10.244.2.1' }
  const unreached = ways(world, servedBy(world, 'to-z'), (served, port) => toNodePort(pod, served, port, bridge))
  assert(unreached).toContain('network-unreachable')
  const reached = ways(world, servedBy(world, 'to-z'), (served, port) =>
    toNodePort(pod, served, port, { ...bridge, address: '172.30.1.12' }),
  )
  assert(reached).toEqual(['z 10.244.2.1'])
})

test('nothing is expected of servers that are not podnet’s, and nothing without a proxy', () => {
  const kubernetes = apiServerService('172.30.0.11')
  const { network, topology, status } = worldOf('flannel-vxlan', { pods: fivePods }, topologyOf([0, 0, 0]))
  const probe = toServiceRange(pod, '10.96.0.1', 443, 'tcp')
  const bare = makeWorld(network, topology, { pods: fivePods }, { ...status, services: [kubernetes] })
  assert(() => waysOf(bare, probe)).toThrow('no proxy is known')
  const proxy = defaultProxy('iptables', topology.podCIDR)
  const world = makeWorld(network, topology, { pods: fivePods }, { ...status, services: [kubernetes], proxy })
  assert(() => waysOf(world, probe)).toThrow("172.30.0.11:6443 of default/kubernetes is no server of podnet's")
})

test("a Node's socket towards another Node's bridge or tunnel has the address of the way there, bound or not", () => {
  const seenBy = (network: string, client: Client): string[] => {
    const world = servedWorld(network, {
      pods: fivePods,
      services: [serviceOf('h', { externalTrafficPolicy: 'Local' })],
    })
    return ways(world, servedBy(world, 'to-h'), (served, port) =>
      toNodePort(client, served, port, { name: 'node2', address: '10.244.2.1' }),
    )
  }
  const bound = fromBoundNode({ name: 'node1', address: '172.30.0.11' })
  assert(seenBy('flannel-vxlan', node)).toEqual(['h 10.244.1.0'])
  assert(seenBy('flannel-vxlan', bound)).toEqual(['h 10.244.1.0'])
  assert(seenBy('flannel-host-gw', bound)).toEqual(['h 172.30.0.11'])
})

test('a Node that calls its own bridge under a Local policy is masqueraded by the network on the way to an endpoint on itself', () => {
  const local = serviceOf('g', { externalTrafficPolicy: 'Local' })
  const world = servedWorld('flannel-vxlan', { pods: fivePods, services: [local] })
  const call = (client: Client) =>
    ways(world, servedBy(world, 'to-g'), (served, port) =>
      toNodePort(client, served, port, { name: 'node1', address: '10.244.1.1' }),
    )
  assert(call(node)).toEqual(['g 172.30.0.11'])
  assert(call(pod)).toEqual(['g 10.244.1.2'])
})
