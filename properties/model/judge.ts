import type { KnownDefect } from './defect.ts'
import { type Allowed, clientKind, type Expectation, expect } from './expectation.ts'
import type { Observation } from './observation.ts'
import type { Probe } from './probe.ts'
import type { Check } from './verdict.ts'
import { describeProbe, type World } from './world.ts'

/** Is the observation in the expectation set? */
export function judgeProbe(property: string, world: World, probe: Probe, observation: Observation): Check {
  const expectation = expect(world, probe)
  const check = { property, rule: expectation.rule, probe, observation, expected: '', observed: '' }
  if (observation.outcome === 'not-made')
    return {
      ...check,
      verdict: 'inconclusive',
      subject: describeProbe(world, probe),
      observed: observation.error ?? 'the probe was not made',
    }
  if (expectation.allowed.some((allowed) => mismatches(allowed, probe, observation).length === 0))
    return { ...check, verdict: 'holds', subject: '' }
  const first = expectation.allowed[0]
  const defect = explainingDefect(world, expectation.rule, probe, observation, 'always')
  return {
    ...check,
    verdict: 'refuted',
    subject: describeProbe(world, probe),
    expected: describeExpectation(expectation),
    observed: first === undefined ? '' : describeMismatch(first, probe, observation),
    ...(defect !== undefined && { defect }),
  }
}

type Mismatch = 'outcome' | 'server' | 'destination' | 'source' | 'source port'

function mismatches(allowed: Allowed, probe: Probe, observation: Observation): Mismatch[] {
  if (allowed.outcome !== observation.outcome) return ['outcome']
  const { server, client } = observation
  if (allowed.outcome !== 'answered' || probe.protocol === 'icmp') return []
  if (server === undefined || client === undefined) return ['outcome']
  const found: Mismatch[] = []
  if (allowed.server !== undefined && server.identity !== allowed.server) found.push('server')
  if (server.local.address !== probe.target.address || server.local.port !== probe.target.port)
    found.push('destination')
  if (server.peer.address !== allowed.source) found.push('source')
  else if (allowed.sourcePort === 'kept' && server.peer.port !== client.port) found.push('source port')
  return found
}

function describeMismatch(allowed: Allowed, probe: Probe, observation: Observation): string {
  const { server, client } = observation
  const parts = mismatches(allowed, probe, observation).map((mismatch) => {
    if (mismatch === 'server') return `answered by ${server?.identity}`
    if (mismatch === 'destination') return `arrived at ${server?.local.address}:${server?.local.port}`
    if (mismatch === 'source') return `source seen ${server?.peer.address}`
    if (mismatch === 'source port') return `source port ${client?.port} seen as ${server?.peer.port}`
    return describeOutcome(observation)
  })
  return parts.join(', ')
}

function describeOutcome(observation: Observation): string {
  const text = observation.outcome.replaceAll('-', ' ')
  return observation.outcome === 'failed' ? `failed with ${observation.error}` : text
}

/** `source 10.244.1.5` or `refused`: what was allowed, in words. */
export function describeExpectation(expectation: Expectation): string {
  return expectation.allowed
    .map((allowed) => {
      if (allowed.outcome !== 'answered') return allowed.outcome.replaceAll('-', ' ')
      const who = allowed.server === undefined ? 'an answer' : `an answer of ${allowed.server}`
      if (allowed.source === undefined) return who
      return `${who}, source ${allowed.source}${allowed.sourcePort === 'kept' ? ' with its port' : ''}`
    })
    .join(' or ')
}

/** Id of the network's known defect that ends a probe exactly this way, if there is one. */
export function explainingDefect(
  world: World,
  rule: string,
  probe: Probe,
  observation: Observation,
  occurs: KnownDefect['occurs'],
): string | undefined {
  const unchanged = observation.server?.peer.address === observation.client?.address
  const defect = world.network.defects.find(
    (known) =>
      known.occurs === occurs &&
      known.rules.includes(rule) &&
      known.symptoms.some(
        ({ outcome, source, protocol }) =>
          outcome === observation.outcome &&
          (protocol === undefined || protocol === probe.protocol) &&
          (source === undefined || (unchanged && clientKind(world, probe) === 'external')),
      ),
  )
  return defect?.id
}
