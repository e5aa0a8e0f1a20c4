import type { NamespaceFacts } from './model/facts.ts'
import { judgeProbe } from './model/judge.ts'
import { nodePlace, type PlaceId, podPlace } from './model/place.ts'
import type { RuleId } from './model/rules.ts'
import type { NodeSpec } from './model/topology.ts'
import type { Check } from './model/verdict.ts'
import type { PlacedPod, World } from './model/world.ts'
import type { Evidence } from './property.ts'

/** Judges all of a property's probes by the expectation rules. */
export function judgeExchanges(property: string, world: World, evidence: Evidence): Check[] {
  return evidence.exchanges.map(([probe, seen]) => judgeProbe(property, world, probe, seen))
}

/** A fact found and what should have been found: `expected` and `observed` in words. */
export interface Problem {
  expected: string
  observed: string
}

/** One check of structure: holds without problems, is refuted with them. */
export function structuralCheck(property: string, rule: RuleId, subject: string, problems: readonly Problem[]): Check {
  return {
    property,
    rule,
    verdict: problems.length === 0 ? 'holds' : 'refuted',
    subject,
    expected: problems.map((problem) => problem.expected).join('; '),
    observed: problems.map((problem) => problem.observed).join('; '),
  }
}

export function inconclusiveCheck(property: string, rule: RuleId, subject: string, reason: string): Check {
  return { property, rule, verdict: 'inconclusive', subject, expected: '', observed: reason }
}

/** A check this cluster or network has nothing for: never a pass. */
export function unsupportedCheck(property: string, rule: RuleId, subject: string, reason: string): Check {
  return { property, rule, verdict: 'unsupported', subject, expected: '', observed: reason }
}

/** Judges each Node whose structure was read; one that could not be read is inconclusive under `rule`. */
export function checkNodes(
  property: string,
  rule: RuleId,
  world: World,
  evidence: Evidence,
  judge: (node: NodeSpec, facts: NamespaceFacts) => Check[],
): Check[] {
  return checkEach(property, rule, evidence, world.topology.nodes, nodePlace, judge)
}

/** The same for Pods. */
export function checkPods(
  property: string,
  rule: RuleId,
  pods: readonly PlacedPod[],
  evidence: Evidence,
  judge: (pod: PlacedPod, facts: NamespaceFacts) => Check[],
): Check[] {
  return checkEach(property, rule, evidence, pods, podPlace, judge)
}

function checkEach<T extends { name: string }>(
  property: string,
  rule: RuleId,
  evidence: Evidence,
  items: readonly T[],
  placeOf: (name: string) => PlaceId,
  judge: (item: T, facts: NamespaceFacts) => Check[],
): Check[] {
  return items.flatMap((item) => {
    const place = placeOf(item.name)
    const facts = evidence.structure[place]
    return facts === undefined
      ? [inconclusiveCheck(property, rule, place, 'its devices and routes could not be read')]
      : judge(item, facts)
  })
}

/** The problem when `observed` is not `expected`, else none. */
export function differs(what: string, expected: string | number | boolean | undefined, observed: unknown): Problem[] {
  if (observed === expected) return []
  return [{ expected: `${what} ${expected ?? 'none'}`, observed: `${what} ${observed ?? 'none'}` }]
}
