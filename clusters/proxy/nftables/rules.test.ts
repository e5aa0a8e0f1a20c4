import { describe, expect, test } from 'vitest'
import type { Service } from '../../../properties/model/service.ts'
import { exampleProxy, linesFor, linesOf, node1, node2, served } from '../example-services.fixture.ts'
import { startProxy } from '../steps.ts'

const outside: Partial<Service> = { type: 'NodePort', externalIPs: ['192.0.2.1'] }
const localOutside: Partial<Service> = { ...outside, externalTrafficPolicy: 'Local' }
const sticky = (timeoutSeconds: number): Partial<Service> => ({
  sessionAffinity: 'ClientIP',
  sessionAffinityConfig: { clientIP: { timeoutSeconds } },
})

/** Names without their digits and what follows them: `service`, `endpoint` ... */
const plain = (line: string) => line.replaceAll(/\b(service|local|external|endpoint|affinity)-[A-Z2-7]{8}-\S+/g, '$1')

function rulesOf(lines: readonly string[], chain: string): string[] {
  return lines
    .filter((line) => line.startsWith(`add rule ip kube-proxy ${chain}-`))
    .map((line) => plain(line).replace(/^add rule ip kube-proxy \S+ /, ''))
}

function elementsOf(lines: readonly string[], name: string): string | undefined {
  const start = `add element ip kube-proxy ${name} `
  const line = lines.find((one) => one.startsWith(start))
  return line === undefined ? undefined : plain(line.slice(start.length))
}

test('a ClusterIP: masqueraded for who is no Pod, balanced by lot, translated', () => {
  const lines = linesFor('nftables', [served()])
  expect(elementsOf(lines, 'cluster-ips')).toBe('{ 10.96.0.20 }')
  expect(elementsOf(lines, 'service-ips')).toBe('{ 10.96.0.20 . tcp . 80 : goto service }')
  expect(rulesOf(lines, 'service')).toEqual([
    'ip daddr 10.96.0.20 ip saddr != 10.244.0.0/16 jump mark-for-masquerade',
    'numgen random mod 2 vmap { 0 : goto endpoint 1 : goto endpoint }',
  ])
  expect(rulesOf(lines, 'endpoint').slice(0, 2)).toEqual([
    'ip saddr 10.244.1.2 jump mark-for-masquerade',
    'meta l4proto tcp dnat to 10.244.1.2:8080',
  ])
})

describe('nobody to answer', () => {
  test('no endpoint at all: refused on every address', () => {
    const lines = linesFor('nftables', [served(outside, {})])
    expect(elementsOf(lines, 'no-endpoint-services')).toBe(
      '{ 10.96.0.20 . tcp . 80 : goto reject-chain, 192.0.2.1 . tcp . 80 : goto reject-chain }',
    )
    expect(elementsOf(lines, 'no-endpoint-nodeports')).toBe('{ tcp . 30080 : goto reject-chain }')
    expect(elementsOf(lines, 'service-ips')).toBeUndefined()
    expect(elementsOf(lines, 'cluster-ips')).toBe('{ 10.96.0.20 }')
  })

  test('none on this Node under a Local policy: dropped, but for Pods and the Node itself', () => {
    const lines = linesFor('nftables', [served(localOutside, { node1: '10.244.1.2' })], { node: node2 })
    expect(elementsOf(lines, 'no-endpoint-nodeports')).toBe('{ tcp . 30080 : drop }')
    expect(elementsOf(lines, 'service-nodeports')).toBe('{ tcp . 30080 : goto external }')
    expect(rulesOf(lines, 'external')).toEqual([
      'ip saddr 10.244.0.0/16 goto service',
      'fib saddr type local jump mark-for-masquerade',
      'fib saddr type local goto service',
    ])
  })
})

describe('affinity', () => {
  test('a client that is listed goes to its endpoint, and is listed again', () => {
    const lines = linesFor('nftables', [served(sticky(5))])
    expect(rulesOf(lines, 'service').slice(1, 3)).toEqual([
      'ip saddr @affinity goto endpoint',
      'ip saddr @affinity goto endpoint',
    ])
    expect(rulesOf(lines, 'endpoint')[1]).toBe('update @affinity { ip saddr }')
    expect(lines.filter((line) => line.startsWith('add set')).map(plain)).toHaveLength(2)
  })

  test('lists that stay are kept; those of another time or without endpoint are deleted', () => {
    const deleted = (after: Parameters<typeof linesFor>[1]) =>
      linesFor('nftables', after, { before: [served(sticky(5))] }).filter((line) => line.startsWith('delete set'))
    expect(deleted([served(sticky(5))])).toHaveLength(0)
    expect(deleted([served(sticky(6))])).toHaveLength(2)
    expect(deleted([served(sticky(5), { node1: '10.244.1.2' })])).toHaveLength(1)
    expect(deleted([])).toHaveLength(2)
  })
})

test('chains that are gone are emptied with the change and deleted after it', () => {
  const lines = linesFor('nftables', [], { before: [served()] })
  const deleted = lines.filter((line) => line.startsWith('delete chain')).map((line) => line.slice(7))
  expect(deleted).toHaveLength(3)
  for (const chain of deleted) expect(lines).toContain(`flush ${chain}`)
})

test('of two Services with one externalIP and port the first has it', () => {
  const second = served({
    ...outside,
    name: 'other',
    clusterIP: '10.96.0.21',
    ports: [{ protocol: 'TCP', port: 80, targetPort: 8080 }],
  })
  const lines = linesFor('nftables', [served(outside), second])
  const elements = lines.find((line) => line.includes(' service-ips {')) ?? ''
  expect(elements.match(/192\.0\.2\.1 \. tcp \. 80 : goto external-\w+-default\/web/g)).toHaveLength(1)
  expect(elements.match(/192\.0\.2\.1/g)).toHaveLength(1)
})

describe('the table', () => {
  const start = (settings = {}) => startProxy(exampleProxy('nftables', settings), node1).flatMap(linesOf)

  test('NodePorts open on the primary address, or on all but 127.0.0.0/8', () => {
    expect(start()).toContain('elements = { 172.30.0.11 }')
    expect(start()).toContain('ip daddr @nodeport-ips meta l4proto . th dport vmap @service-nodeports')
    expect(start({ nodePortAddresses: [] })).toContain(
      'fib daddr type local ip daddr != 127.0.0.0/8 meta l4proto . th dport vmap @service-nodeports',
    )
  })

  test('what no Service takes of their range is refused at an address in use, and dropped elsewhere', () => {
    const lines = start()
    const at = lines.indexOf('chain cluster-ips-check {')
    expect(lines.slice(at + 1, at + 3)).toEqual(['ip daddr @cluster-ips reject', 'ip daddr 10.96.0.0/16 drop'])
  })
})
