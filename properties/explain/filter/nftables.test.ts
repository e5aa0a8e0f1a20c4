import { expect, test } from 'vitest'
import type { AtHook } from './filter.ts'
import { askNftables } from './nftables.ts'
import { readNftRuleset, withoutIptables } from './read-nftables.ts'

const at = (changes: Partial<AtHook['packet']> = {}, hook: AtHook['hook'] = 'prerouting'): AtHook => ({
  packet: {
    source: '10.244.1.2',
    destination: '10.96.0.5',
    protocol: 'tcp',
    sourcePort: 40000,
    destinationPort: 80,
    state: 'NEW',
    mark: 0,
    ...changes,
  },
  hook,
  inDevice: 'cni0',
  isLocal: () => false,
  members: () => undefined,
})

const chain = (table: string, name: string, more: object = {}) => ({ chain: { family: 'ip', table, name, ...more } })
const rule = (table: string, chain: string, handle: number, ...expr: object[]) => ({
  rule: { family: 'ip', table, chain, handle, expr },
})
const field = (protocol: string, field: string) => ({ payload: { protocol, field } })
const is = (left: object, right: unknown, op = '==') => ({ match: { op, left, right } })
const prefix = (addr: string, len: number) => ({ prefix: { addr, len } })
const counter = (packets: number) => ({ counter: { packets, bytes: 0 } })
const text = (...items: object[]) => JSON.stringify({ nftables: items })

const services = text(
  chain('kube-proxy', 'nat', { hook: 'prerouting', type: 'nat', prio: -100 }),
  chain('kube-proxy', 'services'),
  chain('kube-proxy', 'svc'),
  chain('kube-proxy', 'one'),
  chain('kube-proxy', 'two'),
  {
    map: {
      family: 'ip',
      table: 'kube-proxy',
      name: 'service-ips',
      elem: [[{ concat: ['10.96.0.5', 'tcp', 80] }, { goto: { target: 'svc' } }]],
    },
  },
  rule('kube-proxy', 'nat', 1, { jump: { target: 'services' } }),
  rule('kube-proxy', 'services', 2, {
    vmap: {
      key: { concat: [field('ip', 'daddr'), { meta: { key: 'l4proto' } }, field('th', 'dport')] },
      data: '@service-ips',
    },
  }),
  rule('kube-proxy', 'svc', 3, {
    vmap: {
      key: { numgen: { mode: 'random', mod: 2 } },
      data: {
        set: [
          [0, { goto: { target: 'one' } }],
          [1, { goto: { target: 'two' } }],
        ],
      },
    },
  }),
  rule('kube-proxy', 'one', 4, { dnat: { addr: '10.244.1.9', port: 8080 } }),
  rule('kube-proxy', 'two', 5, { dnat: { addr: '10.244.2.9', port: 8080 } }),
)

test('a map leads to the Service, and lots to each of its endpoints', () => {
  const fates = askNftables(readNftRuleset(services), at(), 'nat')
  expect(fates.map(({ kind, to }) => `${kind} ${to}`)).toEqual([
    'translated 10.244.1.9:8080',
    'translated 10.244.2.9:8080',
  ])
  expect(askNftables(readNftRuleset(services), at({ destinationPort: 81 }), 'nat')).toMatchObject([{ kind: 'passed' }])
})

const flannel = text(
  chain('flannel-ipv4', 'postrtg', { hook: 'postrouting', type: 'nat', prio: 100 }),
  rule(
    'flannel-ipv4',
    'postrtg',
    1,
    is(field('ip', 'saddr'), prefix('10.244.1.0', 24), '!='),
    is(field('ip', 'daddr'), prefix('10.244.0.0', 16)),
    { return: null },
  ),
  rule('flannel-ipv4', 'postrtg', 2, is(field('ip', 'saddr'), prefix('10.244.0.0', 16), '!='), { masquerade: null }),
)

test('a rule that returns keeps the packet from being masqueraded, and is told', () => {
  const packet = { source: '172.30.0.11', destination: '10.244.2.9' }
  expect(askNftables(readNftRuleset(flannel), at(packet, 'postrouting'), 'nat')).toMatchObject([
    { kind: 'passed', rule: { text: 'ip saddr != 10.244.1.0/24 ip daddr 10.244.0.0/16 return' } },
  ])
  const outside = { source: '172.30.0.11', destination: '8.8.8.8' }
  expect(askNftables(readNftRuleset(flannel), at(outside, 'postrouting'), 'nat')).toMatchObject([
    { kind: 'masqueraded' },
  ])
})

const dropping = (packets: number) =>
  text(
    chain('planted', 'c', { hook: 'prerouting', type: 'filter', prio: -10, policy: 'accept' }),
    rule('planted', 'c', 1, is(field('tcp', 'dport'), 80), counter(packets), { drop: null }),
  )

test('a drop, and how often it was met', () => {
  const fates = askNftables(readNftRuleset(dropping(9), dropping(4)), at(), 'filter')
  expect(fates).toMatchObject([{ kind: 'dropped', certain: true, rule: { grewBy: 5 } }])
  expect(askNftables(readNftRuleset(dropping(9)), at({ protocol: 'udp' }), 'filter')).toMatchObject([
    { kind: 'passed' },
  ])
})

test('tables that iptables keeps are left to its own tool', () => {
  const whole = text(chain('nat', 'PREROUTING', { hook: 'prerouting', type: 'nat' }), chain('planted', 'c'))
  expect(readNftRuleset(whole).chains.map(({ table }) => table)).toEqual(['planted'])
  expect(JSON.parse(withoutIptables(whole)).nftables).toHaveLength(1)
})
