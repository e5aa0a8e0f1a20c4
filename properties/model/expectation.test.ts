import { expect as assert, describe, test } from 'vitest'
import { fromBoundNode, fromNode, fromPod, toNode, toPod } from '../probes.ts'
import { threePods, worldOf } from '../test-support/worlds.ts'
import { topologyOf } from './default-topology.ts'
import { expect } from './expectation.ts'
import { explainingDefect, judgeProbe } from './judge.ts'
import { networks } from './networks/index.ts'
import type { Observation } from './observation.ts'
import { podOf } from './world.ts'

const bound = { name: 'node1', address: '172.30.0.11' }
const external = { client: 'external' as const }
const detour = { client: 'external' as const, bind: { address: '172.30.0.101' } }

/** Source the server must see, by row of datapath 2.1, for a client on node1. */
const sources: Record<string, [localPod: string, remotePod: string, boundRemotePod: string, detour: string]> = {
  'flannel-vxlan': ['10.244.1.1', '10.244.1.0', '10.244.1.0', '10.244.1.0'],
  'flannel-host-gw': ['10.244.1.1', '172.30.0.11', '172.30.0.11', '172.30.0.11'],
  'flannel-direct': ['10.244.1.1', '172.30.0.11', '172.30.0.11', '172.30.0.11'],
  'flannel-ipip': ['10.244.1.1', '10.244.1.0', '10.244.1.0', '10.244.1.0'],
  'calico-vxlan': ['172.30.0.11', '10.244.1.0', '10.244.1.0', 'timed-out'],
  'calico-cross-subnet': ['172.30.0.11', '172.30.0.11', '172.30.0.11', '172.30.0.101'],
  'calico-bgp': ['172.30.0.11', '172.30.0.11', '172.30.0.11', '172.30.0.101'],
  'calico-ipip': ['172.30.0.11', '10.244.1.0', '10.244.1.0', 'timed-out'],
  'flannel-vxlan-nft': ['10.244.1.1', '10.244.1.0', '10.244.1.0', '10.244.1.0'],
  'flannel-host-gw-nft': ['10.244.1.1', '172.30.0.11', '172.30.0.11', '172.30.0.11'],
  'flannel-udp': ['10.244.1.1', '10.244.1.0', '10.244.1.0', '10.244.1.0'],
}

test('every network has a row in this table', () => {
  assert(Object.keys(sources)).toEqual(networks.map((network) => network.name))
})

describe.each(Object.entries(sources))('%s', (name, [localPod, remotePod, boundRemotePod, detoured]) => {
  const world = worldOf(name, threePods)
  const seen = (probe: Parameters<typeof expect>[1]) => {
    const [allowed, ...others] = expect(world, probe).allowed
    assert(others).toEqual([])
    return allowed?.source ?? allowed?.outcome
  }
  const [a, b, c] = ['a', 'b', 'c'].map((pod) => podOf(world, pod)) as [
    ReturnType<typeof podOf>,
    ReturnType<typeof podOf>,
    ReturnType<typeof podOf>,
  ]

  test('Pods keep their address towards Pods, themselves and their own Node', () => {
    for (const target of [a, b, c]) assert(seen(toPod(world, fromPod(a), target, 'tcp'))).toBe('10.244.1.2')
    assert(seen(toNode(world, fromPod(a), 'node1', 'udp'))).toBe('10.244.1.2')
  })

  test("Pods are seen under their Node's address by other Nodes and their host-network Pods", () => {
    assert(seen(toNode(world, fromPod(a), 'node2', 'tcp'))).toBe('172.30.0.11')
    assert(seen(toPod(world, fromPod(a), podOf(world, 'h'), 'tcp'))).toBe('172.30.0.11')
  })

  test('Nodes show the address of the way to the Pod', () => {
    assert(seen(toPod(world, fromNode(bound), a, 'tcp'))).toBe(localPod)
    assert(seen(toPod(world, fromNode(bound), c, 'tcp'))).toBe(remotePod)
    assert(seen(toPod(world, fromBoundNode(bound), a, 'tcp'))).toBe('172.30.0.11')
    assert(seen(toPod(world, fromBoundNode(bound), c, 'tcp'))).toBe(boundRemotePod)
  })

  test('off-cluster clients keep their address through the owner, and through another Node as the network says', () => {
    assert(seen(toPod(world, external, c, 'tcp'))).toBe('172.30.0.100')
    assert(seen(toPod(world, detour, c, 'tcp'))).toBe(detoured)
  })
})

test('an unused address never answers, and says so or not where a neighbour is looked up', () => {
  const outcomes = (network: string, client: 'node/node1' | 'pod/a') => {
    const target = { kind: 'unused-address', address: '10.244.1.254', port: 4, place: 'node/node1' } as const
    const probe = { client, target, protocol: 'tcp', size: 'small', payloadBytes: 1 } as const
    return expect(worldOf(network, threePods), probe).allowed.map(({ outcome }) => outcome)
  }
  assert(outcomes('flannel-vxlan', 'pod/a')).toEqual(['host-unreachable', 'timed-out'])
  assert(outcomes('calico-vxlan', 'pod/a')).toEqual(['timed-out'])
  assert(outcomes('calico-vxlan', 'node/node1')).toEqual(['invalid-argument'])
})

test('a network that needs one segment promises nothing across a router', () => {
  const world = worldOf('flannel-host-gw', threePods, topologyOf([0, 1]))
  const { rule, allowed } = expect(world, toPod(world, fromPod({ name: 'a' }), podOf(world, 'c'), 'tcp'))
  assert(rule).toBe('pod-to-pod-without-path')
  assert(allowed.some(({ outcome }) => outcome === 'answered')).toBe(false)
})

test('DirectRouting shows the tunnel address across a router only', () => {
  const world = worldOf('flannel-direct', threePods, topologyOf([0, 1]))
  const { allowed } = expect(world, toPod(world, fromNode(bound), podOf(world, 'c'), 'tcp'))
  assert(allowed[0]?.source).toBe('10.244.1.0')
})

describe('judging', () => {
  const world = worldOf('flannel-vxlan', threePods)
  const probe = toPod(world, fromPod({ name: 'a' }), podOf(world, 'c'), 'tcp')
  const right: Observation = {
    outcome: 'answered',
    client: { address: '10.244.1.2', port: 40000 },
    server: {
      identity: 'pod/c/main',
      local: { address: '10.244.2.2', port: 8080 },
      peer: { address: '10.244.1.2', port: 40000 },
    },
    durationMs: 1,
  }
  const judged = (change: Partial<Observation>) => judgeProbe('p', world, probe, { ...right, ...change })
  const server = (change: object) => ({ server: { ...right.server, ...change } as NonNullable<Observation['server']> })

  test('the right 4-tuple holds', () => assert(judged({}).verdict).toBe('holds'))

  test.each([
    ['no answer', { outcome: 'timed-out' as const }, 'timed out'],
    ['another source', server({ peer: { address: '10.244.1.0', port: 40000 } }), 'source seen 10.244.1.0'],
    ['another source port', server({ peer: { address: '10.244.1.2', port: 1 } }), 'source port 40000 seen as 1'],
    ['another server', server({ identity: 'pod/b/main' }), 'answered by pod/b/main'],
    ['another destination', server({ local: { address: '10.244.2.9', port: 8080 } }), 'arrived at 10.244.2.9:8080'],
  ])('%s is refuted and told', (_, change, observed) => {
    const check = judged(change)
    assert(check.verdict).toBe('refuted')
    assert(check.observed).toBe(observed)
    assert(check.subject).toBe('pod/a@node1 (10.244.1.2) -> pod/c@node2 (10.244.2.2) TCP 8080')
  })

  test('a probe that was not made is inconclusive, whatever was expected', () => {
    assert(judged({ outcome: 'not-made', error: 'agent gone' }).verdict).toBe('inconclusive')
  })
})

test('a defect that occurs by chance excuses nothing at first sight', () => {
  const world = worldOf('calico-vxlan', threePods)
  const lost: Observation = { outcome: 'timed-out', durationMs: 4000 }
  const udp = toNode(world, fromPod({ name: 'a' }), 'node2', 'udp')
  assert(judgeProbe('p', world, udp, lost).defect).toBeUndefined()
  const found = (probe: typeof udp) => explainingDefect(world, 'pod-to-other-node', probe, lost, 'by-chance')
  assert(found(udp)).toBe('calico-masquerade-draws-vxlan-port')
  assert(found({ ...udp, protocol: 'tcp' })).toBeUndefined()
})

test('a source that was left alone explains no answer of somebody else', () => {
  const world = worldOf('flannel-host-gw-nft', threePods)
  const detour = { client: 'external', bind: { address: world.topology.externalDetourAddress } } as const
  const probe = toPod(world, detour, podOf(world, 'c'), 'tcp')
  const client = { address: world.topology.externalDetourAddress, port: 40_000 }
  const by = (identity: string): Observation => {
    const server = { identity, local: { address: '10.244.2.2', port: 8080 }, peer: client }
    return { outcome: 'answered', client, server, durationMs: 1 }
  }
  assert(judgeProbe('p', world, probe, by('pod/c/main')).defect).toBe('flannel-nft-rule-4-detour-direct')
  const other = judgeProbe('p', world, probe, by('pod/a/main'))
  assert(other).toMatchObject({ verdict: 'refuted' })
  assert(other.defect).toBeUndefined()
})

test('a known defect explains only its own symptom', () => {
  const world = worldOf('flannel-vxlan-nft', threePods)
  const probe = toPod(world, fromBoundNode(bound), podOf(world, 'c'), 'tcp')
  assert(judgeProbe('p', world, probe, { outcome: 'timed-out', durationMs: 4000 }).defect).toBe(
    'flannel-nft-rule-4-bound-socket',
  )
  assert(judgeProbe('p', world, probe, { outcome: 'refused', durationMs: 1 }).defect).toBeUndefined()
  const pods = toPod(world, fromPod({ name: 'a' }), podOf(world, 'c'), 'tcp')
  assert(judgeProbe('p', world, pods, { outcome: 'timed-out', durationMs: 4000 }).defect).toBeUndefined()
})

test('a proxy that drops invalid packets ends TCP through a Node that sees one direction of it', () => {
  const world = worldOf('calico-bgp', threePods)
  for (const node of world.nodes.values()) node.status.dropsInvalid = true
  assert(expect(world, toPod(world, detour, podOf(world, 'c'), 'tcp')).allowed).toEqual([{ outcome: 'timed-out' }])
  assert(expect(world, toPod(world, detour, podOf(world, 'c'), 'udp')).allowed[0]?.outcome).toBe('answered')
})
