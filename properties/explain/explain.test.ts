import { expect, test } from 'vitest'
import type { NamespaceFacts } from '../model/facts.ts'
import type { PlaceId } from '../model/place.ts'
import { framesUpTo, healthyEvidence, healthyWorld } from './evidence.fixture.ts'
import { type PathEvidence, parseEvidence } from './evidence.ts'
import { explain } from './explain.ts'

const world = healthyWorld()
/** Taps on the way there. */
const whole = 10

/** Evidence of frames seen at so many places, with the state of places changed. */
function evidence(
  [request, answer]: [number, number],
  changes: Partial<Record<PlaceId, (facts: NamespaceFacts) => Partial<NamespaceFacts>>> = {},
): PathEvidence {
  const healthy = healthyEvidence(world)
  const structure = { ...healthy.structure }
  for (const [place, change] of Object.entries(changes)) {
    const facts = structure[place as PlaceId]
    if (facts !== undefined && change !== undefined) structure[place as PlaceId] = { ...facts, ...change(facts) }
  }
  return { ...healthy, structure, frames: framesUpTo(world, request, answer) }
}

const named = (one: PathEvidence) => {
  const { broken } = explain(one)
  return broken && `${broken.direction} ${broken.place} ${broken.object}`
}

test('a healthy state has no broken hop, wherever the packet was lost: it is said where that was', () => {
  for (let places = 0; places <= whole; places += 1) {
    const { broken, hops, sentence } = explain(evidence([places, 0]))
    expect(hops.filter(({ state }) => state === 'broken')).toEqual([])
    expect(broken).toBeUndefined()
    expect(sentence).toMatch(/^It is not known what breaks it/)
  }
  expect(explain(evidence([4, 0])).sentence).toContain(
    'last seen at node/node1 flannel.1 out, and not at node/node1 eth0 out',
  )
})

const noEntry = { 'node/node1': () => ({ forwarding: [] }) }

test('a forwarding entry that is gone is named where the packet was lost in front of it', () => {
  expect(named(evidence([4, 0], noEntry))).toMatch(/^forward node\/node1 FDB entry/)
})

test('and not where the packet has come further: it is noted as not the cause', () => {
  const { broken, notes } = explain(evidence([9, 0], noEntry))
  expect(broken).toBeUndefined()
  expect(notes.join('\n')).toMatch(/FDB entry .* not the cause/)
})

test('what is wrong behind the place of the loss is not named', () => {
  const portDown = {
    'node/node2': ({ links }: NamespaceFacts) => ({
      links: links.map((link) => (link.name === 'veth1' ? { ...link, up: false } : link)),
    }),
  }
  expect(named(evidence([4, 0], portDown))).toBeUndefined()
  expect(named(evidence([8, 0], portDown))).toBe('forward node/node2 veth1 of pod/b')
})

test('a state off the way is not looked at', () => {
  const elsewhere = {
    'node/node1': ({ routes, neighbours }: NamespaceFacts) => ({
      routes: [...routes, { destination: '10.99.0.0/24', type: 'blackhole', protocol: 'boot', flags: [] }],
      neighbours: [...neighbours, { device: 'flannel.1', address: '10.244.9.0', states: ['FAILED'] }],
    }),
  }
  const { broken, notes } = explain(evidence([4, 0], elsewhere))
  expect([broken, notes]).toEqual([undefined, []])
})

test('a route that is missing on the way back alone is found there', () => {
  const noRoute = {
    'node/node2': ({ routes }: NamespaceFacts) => ({
      routes: routes.filter(({ destination }) => destination !== '10.244.1.0/24'),
    }),
  }
  // The request is dropped for it already where Nodes check the way back.
  expect(named(evidence([7, 0], noRoute))).toBe('forward node/node2 route back to 10.244.1.2')
  expect(named(evidence([whole, 3], noRoute))).toBe('reverse node/node2 route 10.244.1.0/24')
})

test('without frames the first broken hop is named, and the note says that there were none', () => {
  const { broken, notes } = explain({ ...evidence([0, 0], noEntry), captureProblem: 'not permitted' })
  expect(broken?.object).toMatch(/^FDB entry/)
  expect(notes).toContain('no frames were recorded: not permitted')
})

test('a probe that goes right when it is made again names nothing, and what differs is noted', () => {
  const again = evidence([whole, whole], noEntry)
  const [attempt] = again.attempts
  const client = { address: '10.244.1.2', port: 40_000 }
  const server = { identity: 'pod/b/main', local: { address: '10.244.2.2', port: 8080 }, peer: client }
  const right = { ...again, attempts: [{ ...attempt, outcome: 'answered' as const, client, server, durationMs: 1 }] }
  const { broken, sentence, notes } = explain(right)
  expect(broken).toBeUndefined()
  expect(sentence).toContain('made again 1 times, the probe went right')
  expect(notes.join('\n')).toMatch(/FDB entry/)
})

test('a rule that drops is named with what its counter says, unless that stands still', () => {
  const rules = (packets: number) =>
    `*filter\n:INPUT ACCEPT [0:0]\n[${packets}:0] -A INPUT -p udp -m udp --dport 8472 -j DROP\nCOMMIT\n`
  const dropped = (before: number, after: number) => {
    const one = evidence([6, 0])
    const output = (when: 'before' | 'after', text: string) => {
      return { place: 'node/node2', name: 'iptables', when, command: 'iptables-save -c', exitCode: 0, text }
    }
    const others = one.outputs.filter(({ place, name }) => place !== 'node/node2' || name !== 'iptables')
    return { ...one, outputs: [...others, output('before', rules(before)), output('after', rules(after))] }
  }
  expect(explain(dropped(1, 4)).broken).toMatchObject({
    place: 'node/node2',
    actual: 'dropped; the rule met 3 packets meanwhile',
  })
  expect(explain(dropped(4, 4)).broken).toBeUndefined()
})

test('saved and read again it is explained the same', () => {
  const one = evidence([4, 0], noEntry)
  expect(explain(parseEvidence(JSON.stringify(one)))).toEqual(explain(one))
})
