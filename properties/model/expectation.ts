import type { Outcome, SocketAddress } from './observation.ts'
import { placeName } from './place.ts'
import type { Probe } from './probe.ts'
import type { RuleId } from './rules.ts'
import { clientKind, egressAddress } from './seen-from.ts'
import type { DnsAnswer } from './services/dns/cluster-dns.ts'
import { expectQuery } from './services/dns/expect-query.ts'
import { expectService, isServiceProbe } from './services/expect-service.ts'
import { detourNode } from './topology.ts'
import { nodeNameOf, nodeOf, pathOf, podOf, type World } from './world.ts'

export { clientKind, egressAddress }

/** One way a probe may end. */
export interface Allowed {
  outcome: Outcome
  /** Identity of the server that must answer. */
  server?: string
  /** Where the server must have been reached, where the target's address is not the server's own. */
  destination?: SocketAddress
  /** Address the server must see as its peer. */
  source?: string
  /** `kept`: the server sees the client's own port. `any`: a masquerade may choose another. */
  sourcePort?: 'kept' | 'any'
  /** What a DNS server must answer; absent: anything. */
  answer?: DnsAnswer
  /** The rule of this way alone, where it is another than the expectation's. */
  rule?: RuleId
}

/** Every observation the model allows for a probe, and the rule that says so. */
export interface Expectation {
  rule: RuleId
  allowed: readonly Allowed[]
}

/** What the model allows this probe to show. Throws Error for a combination no rule speaks about. */
export function expect(world: World, probe: Probe): Expectation {
  const plain = withUnheardErrors(world, probe, expectSmall(world, probe))
  if (probe.size === 'small' || plain.allowed.every((allowed) => allowed.outcome !== 'answered')) return plain
  if (probe.size === 'oversize') return { rule: 'oversize-is-refused', allowed: [{ outcome: 'message-too-big' }] }
  const rule = { full: 'full-size-arrives', fragmented: 'fragments-arrive', bulk: 'bulk-arrives' } as const
  return { rule: rule[probe.size], allowed: plain.allowed }
}

/**
 * Where Nodes hold ICMP errors back, a refusal that one tells of may look like silence (datapath 0.6): every refusal of a
 * datagram, and those of TCP that rules make. A closed port's own reset is never held back.
 */
function withUnheardErrors(world: World, probe: Probe, expectation: Expectation): Expectation {
  const byError = probe.protocol === 'udp' || isServiceProbe(probe)
  const outcomes = expectation.allowed.map(({ outcome }) => outcome)
  if (!byError || !outcomes.includes('refused') || outcomes.includes('timed-out')) return expectation
  if (!limitsErrors(world)) return expectation
  return { ...expectation, allowed: [...expectation.allowed, { outcome: 'timed-out' }] }
}

/** Nothing but an answer is right. */
export const mustBeAnswered = (world: World, probe: Probe): boolean =>
  expect(world, probe).allowed.every(({ outcome }) => outcome === 'answered')

/** Some Node holds ICMP errors back. */
export const limitsErrors = ({ nodes }: World): boolean =>
  [...nodes.values()].some(({ status }) => status.limitsErrors === true)

function expectSmall(world: World, probe: Probe): Expectation {
  const { target } = probe
  if (probe.bind?.port !== undefined) return { rule: 'port-taken', allowed: [{ outcome: 'address-in-use' }] }
  if (probe.query !== undefined) return expectQuery(world, probe.query)
  if (isServiceProbe(probe)) return expectService(world, probe)
  if (target.kind === 'closed-port') return { rule: 'closed-port', allowed: [{ outcome: 'refused' }] }
  if (target.kind === 'loopback') return { rule: 'own-loopback', allowed: [answer(probe, '127.0.0.1', 'kept')] }
  if (target.kind === 'unowned-range') return { rule: 'unowned-range', allowed: unreachable }
  if (target.kind === 'unused-address') return expectUnusedAddress(world, probe)
  switch (clientKind(world, probe)) {
    case 'pod':
      return fromPod(world, probe)
    case 'external':
      return fromExternal(world, probe)
    default:
      return fromNode(world, probe)
  }
}

const unreachable: Allowed[] = [
  { outcome: 'timed-out' },
  { outcome: 'host-unreachable' },
  { outcome: 'network-unreachable' },
]

function answer(probe: Probe, source: string, sourcePort: 'kept' | 'any'): Allowed {
  if (probe.protocol === 'icmp') return { outcome: 'answered' }
  if (probe.connectOnly) return { outcome: 'connected' }
  return { outcome: 'answered', source, sourcePort, ...(probe.target.server && { server: probe.target.server }) }
}

function fromPod(world: World, probe: Probe): Expectation {
  const { target } = probe
  const client = podOf(world, placeName(probe.client))
  const own = client.nodeName
  const nodeAddress = nodeOf(world, own).address
  if (target.kind === 'external') return { rule: 'pod-to-external', allowed: [answer(probe, nodeAddress, 'any')] }
  const there = targetNode(world, probe)
  const kept = [answer(probe, client.ip, 'kept')]
  switch (target.kind) {
    case 'pod': {
      if (target.place === probe.client) return { rule: 'pod-to-itself', allowed: kept }
      const path = pathOf(world, own, there)
      if (path === 'none') return { rule: 'pod-to-pod-without-path', allowed: unreachable }
      return { rule: path === 'same-node' ? 'pod-to-pod-same-node' : 'pod-to-pod-other-node', allowed: kept }
    }
    case 'gateway':
    case 'tunnel':
      return { rule: there === own ? 'pod-to-own-gateway' : 'pod-to-other-gateway', allowed: kept }
    default:
      if (there === own) return { rule: 'pod-to-own-node', allowed: kept }
      return { rule: 'pod-to-other-node', allowed: [answer(probe, nodeAddress, 'any')] }
  }
}

/**
 * A Node's own socket may hold a port that a masqueraded flow to the same target holds already, since masquerading draws
 * ports at random: the kernel then gives the Node's flow another one. Seen in the lab, about once in 10,000 UDP probes.
 * So the port is kept only where no masqueraded flow can bear the same address.
 */
function fromNode(world: World, probe: Probe): Expectation {
  const own = nodeNameOf(world, probe.client) ?? ''
  const nodeAddress = nodeOf(world, own).address
  if (probe.target.kind === 'external')
    return { rule: 'node-to-external', allowed: [answer(probe, nodeAddress, 'any')] }
  const there = targetNode(world, probe)
  if (probe.target.kind !== 'pod')
    return { rule: 'node-to-node', allowed: [answer(probe, nodeAddress, there === own ? 'kept' : 'any')] }
  const path = pathOf(world, own, there)
  if (path === 'none') return { rule: 'pod-to-pod-without-path', allowed: unreachable }
  const bound = probe.bind !== undefined
  if (path === 'same-node') {
    const source = bound ? nodeAddress : egressAddress(world, own, there)
    // A proxy masquerades calls to Services with this address on the way to the Node's own Pods.
    const isShared = world.proxy !== undefined && source === egressAddress(world, own, there)
    const rule = bound ? 'node-bound-to-local-pod' : 'node-to-local-pod'
    return { rule, allowed: [answer(probe, source, isShared ? 'any' : 'kept')] }
  }
  const boundRule = path === 'direct' ? 'node-bound-to-remote-pod-direct' : 'node-bound-to-remote-pod-through-tunnel'
  const source = egressAddress(world, own, there)
  return { rule: bound ? boundRule : 'node-to-remote-pod', allowed: [answer(probe, source, 'any')] }
}

function fromExternal(world: World, probe: Probe): Expectation {
  const source = probe.bind?.address ?? world.topology.externalAddress
  if (probe.target.kind !== 'pod') return { rule: 'external-to-node', allowed: [answer(probe, source, 'kept')] }
  if (source !== world.topology.externalDetourAddress)
    return { rule: 'external-to-pod', allowed: [answer(probe, source, 'kept')] }
  const owner = targetNode(world, probe)
  const entry = detourNode(world.topology, owner)
  const rule = 'external-to-pod-through-other-node'
  if (world.network.plugin === 'flannel')
    return { rule, allowed: [answer(probe, egressAddress(world, entry, owner), 'any')] }
  // The answer takes the straight way: the entry Node sees half a connection, whose second packet is invalid to it.
  const isHalfSeen = probe.protocol === 'tcp' && nodeOf(world, entry).status.dropsInvalid === true
  const isDropped = isHalfSeen || pathOf(world, entry, owner) === 'tunnel'
  return { rule, allowed: isDropped ? [{ outcome: 'timed-out' }] : [answer(probe, source, 'kept')] }
}

/**
 * Behind a bridge the neighbour lookup fails, and says so to most who wait for it: a packet that comes while it says so
 * starts the next lookup, and the kernel drops the rest without a word (`neigh_invalidate`). A blackhole route is silent
 * when it forwards and EINVAL for the Node itself.
 */
function expectUnusedAddress(world: World, probe: Probe): Expectation {
  const rule = 'unused-address'
  if (world.network.podLinks === 'bridge')
    return { rule, allowed: [{ outcome: 'host-unreachable' }, { outcome: 'timed-out' }] }
  const ownNode = nodeNameOf(world, probe.client) === targetNode(world, probe)
  const fromItsNode = clientKind(world, probe) !== 'pod' && ownNode
  return { rule, allowed: [{ outcome: fromItsNode ? 'invalid-argument' : 'timed-out' }] }
}

function targetNode(world: World, probe: Probe): string {
  const { place } = probe.target
  const name = place === undefined ? undefined : nodeNameOf(world, place)
  if (name === undefined) throw new Error(`target ${probe.target.kind} ${probe.target.address} names no Node`)
  return name
}
