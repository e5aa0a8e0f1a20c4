import { describe, expect, test } from 'vitest'
import { fromNode, fromPod, toPod } from '../probes.ts'
import { toClusterIP, toHostPort, toNodePort, toServiceRange } from '../service-probes.ts'
import { fivePods, labelledPod, servedBy, servedWorld, serviceOf } from '../test-support/services.ts'
import type { Probe } from './probe.ts'
import { reaim } from './reaim.ts'
import { relevantPart } from './relevant.ts'
import type { Pod } from './scenario.ts'
import type { Service } from './service.ts'
import { podOf, type World } from './world.ts'

const services = [serviceOf('a'), serviceOf('b'), serviceOf('c', { name: 'aliased' })]
const alias: Service = {
  name: 'alias',
  type: 'ExternalName',
  ports: [],
  externalName: 'aliased.default.svc.cluster.local',
}
const hostPort = { name: 'main-tcp', protocol: 'TCP' as const, hostPort: 12_000 }
const published = labelledPod('p', 'node2', 8080, { containers: [{ name: 'main', port: 8080, ports: [hostPort] }] })
const world = servedWorld('flannel-vxlan', { pods: [...fivePods, published], services: [...services, alias] })

/** Without some of it the others have other addresses. */
const worldWithout = (pods: string[], gone: string[] = []): World =>
  servedWorld('flannel-vxlan', {
    pods: world.scenario.pods.filter(({ name }) => !pods.includes(name)),
    services: [...services, alias].filter(({ name }) => !gone.includes(name)),
  })

const [node1, node2] = world.topology.nodes as [World['topology']['nodes'][0], World['topology']['nodes'][0]]
const port = services[0]?.ports[0] as Service['ports'][0]
const ask = (name: string, type: 'A' | 'PTR' = 'A'): Probe => ({
  ...toServiceRange({ client: 'pod/c' }, '10.96.0.10', 53, 'udp'),
  query: { name, type },
})

describe('reaim', () => {
  const toB = toPod(world, fromPod({ name: 'c' }), podOf(world, 'b'), 'tcp')

  test('a Pod that has another address now', () => {
    const now = worldWithout(['a'])
    expect(podOf(now, 'b').ip).not.toBe(podOf(world, 'b').ip)
    expect(reaim(world, now, toB)).toEqual(toPod(now, fromPod({ name: 'c' }), podOf(now, 'b'), 'tcp'))
  })

  test.each([
    ['its client gone', ['c'], [], toB],
    ['its target gone', ['b'], [], toB],
    ['its Service gone', [], ['to-a'], toClusterIP(fromNode(node1), servedBy(world, 'to-a'), port)],
    ['its hostPort gone', ['p'], [], toHostPort(fromNode(node1), 12_000, 'tcp', node2)],
    ['the Pod it asks for gone', ['a'], [], ask('10-244-1-2.default.pod.cluster.local')],
  ])('%s', (_, pods, gone, probe) => {
    expect(reaim(world, worldWithout([], []), probe)).toEqual(probe)
    expect(reaim(world, worldWithout(pods, gone), probe)).toBeUndefined()
  })

  test('the container that must answer gone, or on another port', () => {
    const withContainers = (containers: Pod['containers']) =>
      servedWorld('flannel-vxlan', {
        ...world.scenario,
        pods: world.scenario.pods.map((pod) => (pod.name === 'b' ? { ...pod, containers } : pod)),
      })
    expect(reaim(world, withContainers([{ name: 'other', port: 8080 }]), toB)).toBeUndefined()
    expect(reaim(world, withContainers([{ name: 'main', port: 8081 }]), toB)?.target.port).toBe(8081)
  })

  test('a Service with another address and NodePort', () => {
    const now = worldWithout([], ['to-a'])
    const [before, after] = [servedBy(world, 'to-b'), servedBy(now, 'to-b')]
    expect(after.service.clusterIP).not.toBe(before.service.clusterIP)
    const client = fromPod({ name: 'c' })
    expect(reaim(world, now, toClusterIP(client, before, port))).toEqual(toClusterIP(client, after, port))
    const [portBefore, portAfter] = [before.service.ports[0], after.service.ports[0]]
    if (portBefore === undefined || portAfter === undefined) throw new Error('no port')
    expect(portAfter.nodePort).not.toBe(portBefore.nodePort)
    expect(reaim(world, now, toNodePort(client, before, portBefore, node2))).toEqual(
      toNodePort(client, after, portAfter, node2),
    )
  })

  test('a name made of an address', () => {
    const now = worldWithout(['a'])
    expect(reaim(world, now, ask('10-244-1-3.default.pod.cluster.local'))?.query?.name).toMatch(/^10-244-1-2\./)
    expect(reaim(world, now, ask('3.1.244.10.in-addr.arpa', 'PTR'))?.query?.name).toBe('2.1.244.10.in-addr.arpa')
    expect(reaim(world, now, ask('to-b.default.svc.cluster.local'))?.query?.name).toMatch(/^to-b\./)
  })

  test('an address that somebody has now', () => {
    const target = { kind: 'unused-address' as const, place: 'node/node1' as const, address: '10.244.1.3', port: 4 }
    const probe: Probe = { client: 'pod/c', target, protocol: 'tcp', size: 'small', payloadBytes: 24 }
    expect(reaim(worldWithout(['a', 'b']), worldWithout(['a', 'b']), probe)).toEqual(probe)
    expect(reaim(worldWithout(['a', 'b']), world, probe)).toBeUndefined()
  })
})

describe('the part of a scenario that can matter', () => {
  const partOf = (probe: Probe): string => {
    const { pods, services = [] } = relevantPart(world, probe)
    return [...pods, ...services].map(({ name }) => name).join(' ')
  }

  test.each<[string, Probe, string]>([
    ['two Pods', toPod(world, fromPod({ name: 'c' }), podOf(world, 'b'), 'tcp'), 'b c'],
    ['a Pod, from a Node', toPod(world, fromNode(node1), podOf(world, 'b'), 'tcp'), 'b'],
    [
      'a Service, its endpoint and the client',
      toClusterIP({ client: 'pod/h' }, servedBy(world, 'to-a'), port),
      'a h to-a',
    ],
    [
      'the Service of a NodePort',
      toNodePort(fromNode(node1), servedBy(world, 'to-b'), { ...port, nodePort: 30_002 }, node2),
      'b to-b',
    ],
    ['the Pod of a hostPort', toHostPort(fromNode(node1), 12_000, 'tcp', node2), 'p'],
    ['a Service that is asked for', ask('to-a.default.svc.cluster.local'), 'a c to-a'],
    ['what an alias leads to', ask('alias.default.svc.cluster.local', 'A'), 'c aliased alias'],
    ['the Pod an address stands for, with its Service', ask('2.1.244.10.in-addr.arpa', 'PTR'), 'a c to-a'],
  ])('%s', (_, probe, expected) => {
    expect(partOf(probe)).toBe(expected)
  })
})
