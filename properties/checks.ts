import type { NamespaceFacts, StructureFacts } from './model/facts.ts'
import { judgeProbe } from './model/judge.ts'
import type { PlaceId } from './model/place.ts'
import type { RuleId } from './model/rules.ts'
import type { Check } from './model/verdict.ts'
import type { World } from './model/world.ts'
import type { Evidence } from './property.ts'

/** Judges all of a property's probes by the expectation rules. */
export function judgeExchanges(property: string, world: World, evidence: Evidence): Check[] {
  return evidence.exchanges.map(([probe, observation]) => judgeProbe(property, world, probe, observation))
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

/** Judges each place whose structure was read; a place that could not be read is inconclusive. */
export function checkPlaces(
  property: string,
  rule: RuleId,
  structure: StructureFacts,
  places: readonly PlaceId[],
  judge: (facts: NamespaceFacts, place: PlaceId) => Check[],
): Check[] {
  return places.flatMap((place) => {
    const facts = structure[place]
    return facts === undefined
      ? [inconclusiveCheck(property, rule, place, 'its devices and routes could not be read')]
      : judge(facts, place)
  })
}

/** The problem when `observed` is not `expected`, else none. */
export function differs(what: string, expected: string | number | boolean | undefined, observed: unknown): Problem[] {
  if (observed === expected) return []
  return [{ expected: `${what} ${expected ?? 'none'}`, observed: `${what} ${observed ?? 'none'}` }]
}
