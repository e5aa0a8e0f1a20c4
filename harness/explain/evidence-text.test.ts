import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { framesUpTo, healthyEvidence, healthyWorld } from '../../properties/explain/evidence.fixture.ts'
import { type Output, type PathEvidence, parseEvidence } from '../../properties/explain/evidence.ts'
import { explain } from '../../properties/explain/explain.ts'
import { evidenceText, maxEvidenceBytes } from './evidence-text.ts'

const world = healthyWorld()
const evidence = healthyEvidence(world)
const drop = '*filter\n:FORWARD ACCEPT [0:0]\n-A FORWARD -j DROP\n'

function reading(name: string, when: Output['when'], text: string): Output {
  return { place: 'node/node1', name, when, command: name, exitCode: 0, text }
}

function withReadings(...readings: Output[]): PathEvidence {
  const replaced = ({ place, name, when }: Output) =>
    readings.some((one) => one.place === place && one.name === name && one.when === when)
  return { ...evidence, outputs: [...evidence.outputs.filter((one) => !replaced(one)), ...readings] }
}

test('what is small enough is saved as it is', () => {
  expect(parseEvidence(evidenceText(evidence))).toEqual(JSON.parse(JSON.stringify(evidence)))
})

test('however much was read, a case takes no more, and it says what it lacks', () => {
  const places = ['node/node1', 'node/node2', 'pod/a', 'pod/b']
  const names = ['iptables', 'nft', 'iptables-legacy', 'counters', 'rule', 'listeners', 'conntrack', 'ipset']
  // Every one of them as long as one alone may be; ä takes two bytes.
  const outputs = places.flatMap((place) =>
    names.flatMap((name) =>
      (['before', 'after'] as const).map((when) => ({ ...reading(name, when, 'ä'.repeat(400_000)), place })),
    ),
  )
  const text = evidenceText({ ...evidence, outputs })
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(maxEvidenceBytes)
  const saved = parseEvidence(text)
  const kept = saved.outputs.filter(({ cutBytes }) => cutBytes === undefined)
  expect(kept.length).toBeGreaterThan(5)
  expect(saved.cut).toHaveLength(outputs.length - kept.length)
  expect(saved.cut?.[0]).toBe('iptables in node/node1, before the probes: 800003 bytes')
  expect(explain(saved).notes).toContain(`left out of the evidence for its size: ${saved.cut?.[0]}`)
})

test('the longest reading goes and the others stay, Nodes off the way before it', () => {
  const node1 = evidence.structure['node/node1']
  if (node1 === undefined) throw new Error('no node1')
  const others = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`node/node${index + 10}`, node1]))
  const crowded = {
    ...withReadings(reading('conntrack', 'after', 'c'.repeat(9_000))),
    structure: { ...evidence.structure, ...others },
  }
  const size = (one: PathEvidence) => Buffer.byteLength(JSON.stringify(one))
  const whole = size({ ...crowded, structure: evidence.structure })

  const without = parseEvidence(evidenceText(crowded, whole + 500))
  expect(without.cut).toEqual(['what 50 Nodes off the way know of tunnels'])
  expect(Object.keys(without.structure)).toEqual(Object.keys(evidence.structure))
  expect(without.outputs).toEqual(crowded.outputs)

  const smaller = parseEvidence(evidenceText(crowded, whole - 1_000))
  expect(smaller.cut).toEqual([without.cut?.[0], 'conntrack in node/node1, after the probes: 9003 bytes'])
  expect(smaller.outputs.filter(({ cutBytes }) => cutBytes !== undefined)).toMatchObject([
    { name: 'conntrack', text: '', cutBytes: 9_000 },
  ])
})

test('what cannot be made small enough is not saved', () => {
  expect(() => evidenceText(evidence, 500)).toThrow(/without what commands printed, more than 500/)
})

test('half a rule set names no rule', () => {
  const lost = { frames: framesUpTo(world, 3) }
  const dropped = [reading('iptables', 'before', ''), reading('iptables', 'after', drop)] as const
  expect(explain({ ...withReadings(...dropped), ...lost }).sentence).toContain('-A FORWARD -j DROP')
  const half = explain({ ...withReadings(dropped[0], { ...dropped[1], cutBytes: 1 }), ...lost })
  expect(half.broken).toBeUndefined()
  expect(half.hops.map(({ actual }) => actual)).toContain('iptables in node/node1 lacks its last 1 bytes')
})

const { privateKey } = generateKeyPairSync('ec', {
  namedCurve: 'P-256',
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
})
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const token = [part({ alg: 'RS256', kid: 'k' }), part({ sub: 'system:serviceaccount:a:b' }), 'c2lnbmF0dXJl'].join('.')

test.each([
  ['a token of a service account', token, token],
  ['a private key', privateKey, privateKey.split('\n')[1] as string],
  ['a private key that is cut', privateKey.slice(0, 80), privateKey.slice(30, 80)],
  ['a key of a kubeconfig', `client-key-data: ${btoa(privateKey)}`, btoa(privateKey)],
  ['a password', 'http://podnet:s3cret@172.30.0.1:3128', 's3cret'],
])('%s is left out, wherever it stands, and nothing else', (_, text, secret) => {
  const comment = `-A FORWARD -m comment --comment "before ${text} behind" -j ACCEPT`
  const saved = evidenceText({ ...withReadings(reading('iptables', 'after', comment)), captureProblem: text })
  expect(saved).not.toContain(secret)
  const { outputs, captureProblem } = parseEvidence(saved)
  expect(captureProblem).toContain('(secret left out)')
  expect(outputs.at(-1)?.text).toMatch(/^-A FORWARD -m comment --comment "before .*\(secret left out\)/)
})
