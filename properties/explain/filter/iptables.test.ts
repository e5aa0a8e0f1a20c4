import { expect, test } from 'vitest'
import type { AtHook } from './filter.ts'
import { askIptables, readIptablesSave } from './iptables.ts'

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
  isLocal: (address) => address === '172.30.0.11',
  members: (set) => (set === 'pools' ? ['10.244.0.0/16'] : undefined),
})

const nat = `*nat
:PREROUTING ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
:SVC - [0:0]
:TOMARK - [0:0]
[0:0] -A PREROUTING -m comment --comment "a -j DROP in a comment" -j SVC
[0:0] -A SVC ! -s 10.244.0.0/16 -d 10.96.0.5/32 -p tcp -j TOMARK
[0:0] -A TOMARK -j MARK --or-mark 0x4000
[0:0] -A SVC -d 10.96.0.5/32 -p tcp -m tcp --dport 80 -m statistic --mode random --probability 0.5 -j DNAT --to-destination 10.244.1.9:8080
[0:0] -A SVC -d 10.96.0.5/32 -p tcp -m tcp --dport 80 -j DNAT --to-destination 10.244.2.9:8080
[0:0] -A POSTROUTING -m mark --mark 0x4000/0x4000 -j MASQUERADE
[0:0] -A POSTROUTING -m set --match-set pools src -m set ! --match-set pools dst -j MASQUERADE
COMMIT
`

function ask(text: string, where: AtHook, before?: string) {
  const [table] = readIptablesSave(text, before)
  if (table === undefined) throw new Error('no table')
  return askIptables(table, where)
}

test('of rules that draw lots every endpoint is a fate, and none of them certain but by counting', () => {
  const fates = ask(nat, at())
  expect(fates.map(({ kind, to }) => `${kind} ${to}`)).toEqual([
    'translated 10.244.1.9:8080',
    'translated 10.244.2.9:8080',
  ])
})

test('another port is left alone', () => {
  expect(ask(nat, at({ destinationPort: 81 }))).toMatchObject([{ kind: 'passed' }])
})

test('a foreign source is marked on the way, and a mark is masqueraded', () => {
  expect(ask(nat, at({ source: '172.30.0.99' })).every(({ mark }) => mark === 0x4000)).toBe(true)
  expect(ask(nat, at({ source: '172.30.0.99', mark: 0x4000 }, 'postrouting'))).toMatchObject([{ kind: 'masqueraded' }])
})

test('sets decide by their members', () => {
  expect(ask(nat, at({ destination: '172.30.0.12' }, 'postrouting'))).toMatchObject([{ kind: 'masqueraded' }])
  expect(ask(nat, at({ destination: '10.244.2.9' }, 'postrouting'))).toMatchObject([{ kind: 'passed' }])
})

const filter = (drops: number) => `*filter
:FORWARD DROP [0:0]
:FLANNEL - [0:0]
[7:420] -A FORWARD -p udp -j DROP
[${drops}:60] -A FORWARD -i cni0 -p tcp -m owner --uid-owner 0 -j DROP
[0:0] -A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
[0:0] -A FORWARD -j FLANNEL
[0:0] -A FLANNEL -s 10.244.0.0/16 -j ACCEPT
COMMIT
`

test('what a rule asks that is not known makes a fate uncertain, and its counter tells how often it was met', () => {
  const fates = ask(filter(5), at({}, 'forward'), filter(2))
  expect(fates.map(({ kind, certain, rule }) => [kind, certain, rule?.grewBy])).toEqual([
    ['dropped', false, 3],
    ['passed', false, 0],
  ])
})

test('a protocol that is dropped, and a policy that drops what no rule accepts', () => {
  expect(ask(filter(0), at({ protocol: 'udp' }, 'forward'))).toMatchObject([{ kind: 'dropped', certain: true }])
  const foreign = ask(filter(0), at({ source: '172.30.0.99', protocol: 'icmp' }, 'forward'))
  expect(foreign).toMatchObject([{ kind: 'dropped', rule: { text: '-P FORWARD DROP' } }])
})
