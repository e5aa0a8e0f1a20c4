import type { KnownDefect } from './defect.ts'
import { type Allowed, clientKind, type Expectation, expect } from './expectation.ts'
import { mismatches } from './mismatch.ts'
import { isAsExpected, type Observation, type Outcome, type Seen } from './observation.ts'
import type { Probe } from './probe.ts'
import type { RuleId } from './rules.ts'
import { describeAnswer } from './services/dns/cluster-dns.ts'
import type { Check } from './verdict.ts'
import { describeProbe, knownDefects, type World } from './world.ts'

const held = { verdict: 'holds', subject: '', expected: '', observed: '' } as const

/** Is the observation in the expectation set? What an agent has compared is. */
export function judgeProbe(property: string, world: World, probe: Probe, seen: Seen): Check {
  return judgeAgainst(expect(world, probe), property, world, probe, seen)
}

/** The same for an expectation that takes more than the world and the probe to work out. */
export function judgeAgainst(
  expectation: Expectation,
  property: string,
  world: World,
  probe: Probe,
  seen: Seen,
): Check {
  if (isAsExpected(seen)) {
    const rule = ruleOf(expectation, expectation.allowed[seen.alternative], seen.outcome)
    return { ...held, property, rule, probe }
  }
  const observation = seen
  const check = { property, rule: expectation.rule, probe, observation, expected: '', observed: '' }
  if (observation.outcome === 'not-made')
    return {
      ...check,
      verdict: 'inconclusive',
      subject: describeProbe(world, probe),
      observed: observation.error ?? 'the probe was not made',
    }
  const nearest = nearestAllowed(expectation, probe, observation)
  const rule = ruleOf(expectation, nearest, observation.outcome)
  if (nearest !== undefined && mismatches(nearest, probe, observation).length === 0) return { ...held, ...check, rule }
  const defect = explainingDefect(world, rule, probe, observation, 'always')
  return {
    ...check,
    rule,
    verdict: 'refuted',
    subject: describeProbe(world, probe),
    expected: describeExpectation(expectation),
    observed: nearest === undefined ? '' : describeMismatch(nearest, probe, observation),
    ...(defect !== undefined && { defect }),
  }
}

/** The allowed way that differs least from what was seen, of several the first; another outcome differs most. */
function nearestAllowed({ allowed }: Expectation, probe: Probe, observation: Observation): Allowed | undefined {
  const differences = allowed.map((one) => {
    const found = mismatches(one, probe, observation)
    return found.includes('outcome') ? Number.POSITIVE_INFINITY : found.length
  })
  return allowed[differences.indexOf(Math.min(...differences))]
}

/** The rule of the way that was taken, or of the only one there was; the expectation's own where the way is not known. */
function ruleOf({ rule, allowed }: Expectation, way: Allowed | undefined, outcome: Outcome | undefined): RuleId {
  return (way?.outcome === outcome || allowed.length === 1 ? way?.rule : undefined) ?? rule
}

function describeMismatch(allowed: Allowed, probe: Probe, observation: Observation): string {
  const { server, client } = observation
  const parts = mismatches(allowed, probe, observation).map((mismatch) => {
    if (mismatch === 'server') return `answered by ${server?.identity}`
    if (mismatch === 'answer' && observation.answer !== undefined)
      return `answered ${describeAnswer(observation.answer)}`
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
      if (allowed.answer !== undefined) return describeAnswer(allowed.answer)
      const who = allowed.server === undefined ? 'an answer' : `an answer of ${allowed.server}`
      if (allowed.source === undefined) return who
      return `${who}, source ${allowed.source}${allowed.sourcePort === 'kept' ? ' with its port' : ''}`
    })
    .join(' or ')
}

/** Id of the known defect that ends a probe exactly this way, if there is one. */
export function explainingDefect(
  world: World,
  rule: string,
  probe: Probe,
  observation: Observation,
  occurs: KnownDefect['occurs'],
): string | undefined {
  const { server, client } = observation
  const unchanged = server?.peer.address === client?.address && server?.identity === probe.target.server
  const defect = knownDefects(world).find(
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
