import { describe, expect, test } from 'vitest'
import type { Service } from '../../../properties/model/service.ts'
import { exampleProxy, linesFor, linesOf, node1, node2, served } from '../example-services.fixture.ts'
import { proxyRules } from '../steps.ts'
import { ipvsBase } from './base.ts'

const nodePort: Partial<Service> = { type: 'NodePort' }
const localOutside: Partial<Service> = { type: 'NodePort', externalTrafficPolicy: 'Local' }

const baseRules = (settings: object = {}): string[] => ipvsBase(exampleProxy('ipvs', settings), node1).flatMap(linesOf)

describe('a ClusterIP', () => {
  test('is a virtual server with its endpoints, an address of kube-ipvs0 and an entry of the sets', () => {
    expect(linesFor('ipvs', [served()])).toEqual([
      '-A -t 10.96.0.20:80 -s rr',
      '-a -t 10.96.0.20:80 -r 10.244.1.2:8080 -m -w 1',
      '-a -t 10.96.0.20:80 -r 10.244.2.2:8080 -m -w 1',
      'addr add 10.96.0.20/32 dev kube-ipvs0',
      'add KUBE-LOOP-BACK 10.244.1.2,tcp:8080,10.244.1.2',
      'add KUBE-CLUSTER-IP 10.96.0.20,tcp:80',
      'add KUBE-IPVS-IPS 10.96.0.20',
    ])
  })

  test('has the scheduler of the proxy, and remembers clients as long as the Service says', () => {
    const changes: Partial<Service> = {
      sessionAffinity: 'ClientIP',
      sessionAffinityConfig: { clientIP: { timeoutSeconds: 300 } },
    }
    const [first] = linesFor('ipvs', [served(changes)], { settings: { scheduler: 'sh' } })
    expect(first).toBe('-A -t 10.96.0.20:80 -s sh -p 300')
  })

  test('without endpoints is there, for ip_vs to refuse', () => {
    expect(linesFor('ipvs', [served({}, {})]).filter((line) => line.includes(' -t '))).toEqual([
      '-A -t 10.96.0.20:80 -s rr',
    ])
  })
})

describe('a NodePort', () => {
  const servers = (lines: readonly string[]) =>
    lines.filter((line) => line.startsWith('-A')).map((line) => line.slice(3))

  test('is a virtual server on each address of the Node that it opens on', () => {
    const addresses = ['172.30.0.11', '10.244.1.1']
    const keys = (settings: object) => servers(linesFor('ipvs', [served(nodePort)], { addresses, settings })).slice(1)
    expect(keys({})).toEqual(['-t 172.30.0.11:30080 -s rr', '-t 10.244.1.1:30080 -s rr'])
    expect(keys({ nodePortAddresses: ['primary'] })).toEqual(['-t 172.30.0.11:30080 -s rr'])
  })

  test('with a Local policy leads to the endpoints here, and where there are none to all', () => {
    const of = (node: typeof node1, endpoints?: Record<string, string>) =>
      linesFor('ipvs', [served(localOutside, endpoints)], { node }).filter((line) => /^-a .*:30080/.test(line))
    expect(of(node1)).toEqual(['-a -t 172.30.0.11:30080 -r 10.244.1.2:8080 -m -w 1'])
    expect(of(node2, { node1: '10.244.1.2' })).toEqual(['-a -t 172.30.0.12:30080 -r 10.244.1.2:8080 -m -w 1'])
  })

  test('is masqueraded, but not with a Local policy', () => {
    const sets = (changes: Partial<Service>) =>
      linesFor('ipvs', [served(changes)]).filter((line) => line.startsWith('add KUBE-NODE-PORT'))
    expect(sets(nodePort)).toEqual(['add KUBE-NODE-PORT-TCP 30080'])
    expect(sets(localOutside)).toEqual(['add KUBE-NODE-PORT-TCP 30080', 'add KUBE-NODE-PORT-LOCAL-TCP 30080'])
    const rules = baseRules().filter((line) => line.startsWith('-A KUBE-NODE-PORT -p tcp'))
    expect(rules.map((line) => line.replace(/.* -j /, ''))).toEqual(['RETURN', 'KUBE-MARK-MASQ'])
  })
})

test('an externalIP that the Node has itself is not put on kube-ipvs0', () => {
  const bound = (externalIP: string) =>
    linesFor('ipvs', [served({ externalIPs: [externalIP] })]).filter((line) => line.startsWith('addr add'))
  expect(bound('192.0.2.7')).toContain('addr add 192.0.2.7/32 dev kube-ipvs0')
  expect(bound(node1.address)).toEqual(['addr add 10.96.0.20/32 dev kube-ipvs0'])
})

test('one externalIP and port of two Services is one virtual server, the first one’s', () => {
  const second = served({ name: 'other', clusterIP: '10.96.0.21', externalIPs: ['192.0.2.7'] }, { node2: '10.244.2.9' })
  const lines = linesFor('ipvs', [served({ externalIPs: ['192.0.2.7'] }), second])
  expect(lines.filter((line) => line.includes('192.0.2.7:80'))).toEqual([
    '-A -t 192.0.2.7:80 -s rr',
    '-a -t 192.0.2.7:80 -r 10.244.1.2:8080 -m -w 1',
    '-a -t 192.0.2.7:80 -r 10.244.2.2:8080 -m -w 1',
  ])
})

describe('a change', () => {
  test('touches only what differs', () => {
    const before = [served()]
    expect(linesFor('ipvs', before, { before })).toEqual([])
    expect(linesFor('ipvs', [served({}, { node1: '10.244.1.3', node2: '10.244.2.2' })], { before })).toEqual([
      '-a -t 10.96.0.20:80 -r 10.244.1.3:8080 -m -w 1',
      '-d -t 10.96.0.20:80 -r 10.244.1.2:8080',
      'add KUBE-LOOP-BACK 10.244.1.3,tcp:8080,10.244.1.3',
      'del KUBE-LOOP-BACK 10.244.1.2,tcp:8080,10.244.1.2',
    ])
    expect(linesFor('ipvs', [served({ sessionAffinity: 'ClientIP' })], { before })).toEqual([
      '-E -t 10.96.0.20:80 -s rr -p 10800',
    ])
  })

  test('that takes a Service away leaves nothing of it, and makes only virtual servers wait', () => {
    const lines = linesFor('ipvs', [], { before: [served(nodePort)] })
    expect(lines).toEqual([
      'del KUBE-LOOP-BACK 10.244.1.2,tcp:8080,10.244.1.2',
      'del KUBE-CLUSTER-IP 10.96.0.20,tcp:80',
      'del KUBE-NODE-PORT-TCP 30080',
      'del KUBE-IPVS-IPS 10.96.0.20',
      'addr del 10.96.0.20/32 dev kube-ipvs0',
      '-D -t 10.96.0.20:80',
      '-D -t 172.30.0.11:30080',
    ])
  })

  test('opens NodePorts on an address that the Node got meanwhile', () => {
    const context = exampleProxy('ipvs')
    const services = [served(nodePort)]
    const lines = proxyRules(
      context,
      node1,
      { services, addresses: [node1.address] },
      { services, addresses: [node1.address, '10.244.1.1'] },
    ).flatMap(linesOf)
    expect(lines[0]).toBe('-A -t 10.244.1.1:30080 -s rr')
    expect(lines).toHaveLength(3)
  })
})

test('ClusterIPs are masqueraded for who is no Pod; without detectLocal for the Node, which calls from a Service’s address', () => {
  const marks = (settings: object) =>
    baseRules(settings).find((line) => line.includes('KUBE-CLUSTER-IP') && line.endsWith('-j KUBE-MARK-MASQ'))
  expect(marks({})).toContain('KUBE-CLUSTER-IP dst,dst ! -s 10.244.0.0/16')
  expect(marks({ masqueradeAll: true })).toMatch(/KUBE-CLUSTER-IP dst,dst -j/)
  expect(marks({ detectLocal: { mode: 'None' } })).toContain('KUBE-CLUSTER-IP src,dst')
})
