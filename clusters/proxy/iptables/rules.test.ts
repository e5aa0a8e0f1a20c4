import { describe, expect, test } from 'vitest'
import type { Service } from '../../../properties/model/service.ts'
import { linesFor, node2, served } from '../example-services.fixture.ts'
import { iptablesJumps } from './jumps.ts'

const nodePort: Partial<Service> = { type: 'NodePort' }
const localOutside: Partial<Service> = { type: 'NodePort', externalTrafficPolicy: 'Local' }

/** The rules of all chains whose name matches, without comments and without the name's digits. */
function rulesOf(lines: readonly string[], chain: string): string[] {
  return lines
    .filter((line) => line.startsWith(`-A ${chain}`))
    .map((line) =>
      line.replaceAll(/ ?-m comment --comment "[^"]*"/g, '').replaceAll(/(KUBE-[A-Z]{3}-)[A-Z0-9]{16}/g, '$1'),
    )
    .map((line) => line.slice(line.indexOf(' ', 3) + 1))
}

describe('a ClusterIP', () => {
  const lines = linesFor('iptables', [served()])

  test('is captured, masqueraded for who is no Pod, and balanced by lot', () => {
    expect(rulesOf(lines, 'KUBE-SERVICES')[0]).toBe('-m tcp -p tcp -d 10.96.0.20 --dport 80 -j KUBE-SVC-')
    expect(rulesOf(lines, 'KUBE-SVC-')).toEqual([
      '-m tcp -p tcp -d 10.96.0.20 --dport 80 ! -s 10.244.0.0/16 -j KUBE-MARK-MASQ',
      '-m statistic --mode random --probability 0.5000000000 -j KUBE-SEP-',
      '-j KUBE-SEP-',
    ])
    expect(rulesOf(lines, 'KUBE-SEP-').slice(0, 2)).toEqual([
      '-s 10.244.1.2 -j KUBE-MARK-MASQ',
      '-m tcp -p tcp -j DNAT --to-destination 10.244.1.2:8080',
    ])
  })

  test('has neither a NodePort nor a chain for calls from outside', () => {
    expect(rulesOf(lines, 'KUBE-NODEPORTS')).toEqual([])
    expect(rulesOf(lines, 'KUBE-EXT-')).toEqual([])
  })

  test('masqueradeAll asks nobody where he comes from; without detectLocal nobody is masqueraded', () => {
    const first = (settings: Parameters<typeof linesFor>[2]) =>
      rulesOf(linesFor('iptables', [served()], settings), 'KUBE-SVC-')[0]
    expect(first({ settings: { masqueradeAll: true } })).toBe(
      '-m tcp -p tcp -d 10.96.0.20 --dport 80 -j KUBE-MARK-MASQ',
    )
    expect(first({ settings: { detectLocal: { mode: 'None' } } })).toContain('statistic')
    expect(first({ settings: { detectLocal: { mode: 'NodeCIDR' } } })).toContain('! -s 10.244.1.0/24')
  })

  test('without endpoints is rejected in the filter table and is not captured', () => {
    const empty = linesFor('iptables', [served(nodePort, {})])
    expect(rulesOf(empty, 'KUBE-SERVICES')[0]).toBe('-m tcp -p tcp -d 10.96.0.20 --dport 80 -j REJECT')
    expect(rulesOf(empty, 'KUBE-EXTERNAL-SERVICES')).toEqual([
      '-m addrtype --dst-type LOCAL -m tcp -p tcp --dport 30080 -j REJECT',
    ])
    expect(empty.filter((line) => /^:KUBE-(SVC|SVL|SEP|EXT)-/.test(line))).toEqual([])
  })

  test('with a Local policy is dropped where the Node has no endpoint', () => {
    const lines = linesFor('iptables', [served({ internalTrafficPolicy: 'Local' }, { node1: '10.244.1.2' })], {
      node: node2,
    })
    expect(rulesOf(lines, 'KUBE-SERVICES')[0]).toBe('-m tcp -p tcp -d 10.96.0.20 --dport 80 -j DROP')
  })
})

describe('a NodePort', () => {
  test('is the last thing asked for, of every local address', () => {
    const lines = linesFor('iptables', [served(nodePort)])
    expect(rulesOf(lines, 'KUBE-SERVICES').at(-1)).toBe('-m addrtype --dst-type LOCAL -j KUBE-NODEPORTS')
    expect(rulesOf(lines, 'KUBE-NODEPORTS')).toEqual(['-m tcp -p tcp --dport 30080 -j KUBE-EXT-'])
    expect(rulesOf(lines, 'KUBE-EXT-')).toEqual(['-j KUBE-MARK-MASQ', '-j KUBE-SVC-'])
  })

  test('stays off 127.0.0.0/8 without localhostNodePorts, and keeps to the addresses it is given', () => {
    const last = (settings: object) =>
      rulesOf(linesFor('iptables', [served(nodePort)], { settings }), 'KUBE-SERVICES').at(-1)
    expect(last({ localhostNodePorts: false })).toContain('! -d 127.0.0.0/8')
    expect(last({ nodePortAddresses: ['primary'] })).toBe('-d 172.30.0.11 -j KUBE-NODEPORTS')
  })

  test('with a Local policy leads Pods and the Node itself to every endpoint, and others to those here', () => {
    const lines = linesFor('iptables', [served(localOutside)])
    expect(rulesOf(lines, 'KUBE-EXT-')).toEqual([
      '-s 10.244.0.0/16 -j KUBE-SVC-',
      '-m addrtype --src-type LOCAL -j KUBE-MARK-MASQ',
      '-m addrtype --src-type LOCAL -j KUBE-SVC-',
      '-j KUBE-SVL-',
    ])
    expect(rulesOf(lines, 'KUBE-SVL-')).toEqual(['-j KUBE-SEP-'])
  })

  test('with a Local policy and no endpoint here is dropped for others only', () => {
    const lines = linesFor('iptables', [served(localOutside, { node1: '10.244.1.2' })], { node: node2 })
    expect(rulesOf(lines, 'KUBE-EXT-').at(-1)).toBe('-m addrtype --src-type LOCAL -j KUBE-SVC-')
    expect(rulesOf(lines, 'KUBE-EXTERNAL-SERVICES')).toEqual([
      '-m addrtype --dst-type LOCAL -m tcp -p tcp --dport 30080 -j DROP',
    ])
  })
})

test('affinity: the endpoint a client is listed for goes before the lot, and lists it again', () => {
  const lines = linesFor('iptables', [
    served({ sessionAffinity: 'ClientIP', sessionAffinityConfig: { clientIP: { timeoutSeconds: 5 } } }),
  ])
  expect(rulesOf(lines, 'KUBE-SVC-').slice(1)).toEqual([
    '-m recent --name KUBE-SEP- --rcheck --seconds 5 --reap -j KUBE-SEP-',
    '-m recent --name KUBE-SEP- --rcheck --seconds 5 --reap -j KUBE-SEP-',
    '-m statistic --mode random --probability 0.5000000000 -j KUBE-SEP-',
    '-j KUBE-SEP-',
  ])
  expect(rulesOf(lines, 'KUBE-SEP-')[1]).toMatch(/^-m recent --name KUBE-SEP- --set -m tcp/)
})

test('chains of endpoints and Services that are gone are removed, the others emptied', () => {
  const before = [served(), served({ name: 'gone', clusterIP: '10.96.0.21' })]
  const lines = linesFor('iptables', [served({}, { node1: '10.244.1.2' })], { before })
  const removed = lines.filter((line) => line.startsWith('-X')).map((line) => line.slice(3, 12))
  expect(removed).toEqual(['KUBE-SEP-', 'KUBE-SVC-', 'KUBE-SEP-', 'KUBE-SEP-'])
  for (const line of lines.filter((line) => line.startsWith('-X'))) expect(lines).toContain(`:${line.slice(3)} - [0:0]`)
})

test('jumps: the first packet of a connection alone is looked up in the filter table, and kube-proxy comes first', () => {
  const lines = 'lines' in iptablesJumps ? iptablesJumps.lines : []
  const order = (chain: string) =>
    lines
      .filter((line) => line.startsWith(`-I ${chain} 1 `))
      .map((line) => line.replace(/.* -j /, ''))
      .toReversed()
  expect(order('FORWARD')).toEqual(['KUBE-PROXY-FIREWALL', 'KUBE-FORWARD', 'KUBE-SERVICES', 'KUBE-EXTERNAL-SERVICES'])
  expect(lines).toContain(
    '-I OUTPUT 1 -m conntrack --ctstate NEW -m comment --comment "kubernetes service portals" -j KUBE-SERVICES',
  )
  expect(lines).toContain('-I OUTPUT 1 -m comment --comment "kubernetes service portals" -j KUBE-SERVICES')
})
