import { isAsExpected } from '../../properties/model/observation.ts'
import { findRule } from '../../properties/model/rules.ts'
import type { Counterexample } from '../../properties/model/run-record.ts'
import type { Check } from '../../properties/model/verdict.ts'
import type { Property } from '../../properties/property.ts'
import type { CaseResult } from './check-case.ts'
import { describePattern } from './pattern.ts'

/** Further subjects a counterexample names. */
const maxOtherSubjects = 20

/**
 * One counterexample for each rule of each property that a case refuted: first what is wrong with the structure, which
 * names a cause, then the probes that show it, both in registry order. Refutations that a known defect explains are told
 * apart from the others of the same rule. What a measured loss explains is counted with the loss and not told by itself.
 */
export function counterexamplesOf(
  result: CaseResult,
  properties: readonly Property[],
  replay: string,
): Counterexample[] {
  const byRule = Map.groupBy(result.checks, (check) => `${check.property} ${check.rule}`)
  const found = [...byRule.values()].flatMap((judged) => {
    const refuted = Map.groupBy(
      judged.filter((check) => check.verdict === 'refuted' && check.loss === undefined),
      (check) => check.defect,
    )
    return [...refuted.values()].map((checks) => counterexample(result, properties, judged, checks, replay))
  })
  return found.toSorted((a, b) => Number(a.probe !== undefined) - Number(b.probe !== undefined))
}

const ofHistory = (properties: readonly Property[], { property }: Check): boolean =>
  properties.some(({ id, ofHistories }) => id === property && ofHistories === true)

function counterexample(
  result: CaseResult,
  properties: readonly Property[],
  judged: readonly Check[],
  refuted: readonly Check[],
  replay: string,
): Counterexample {
  const { world } = result
  // A persistent one says more than one that was right the next time.
  const first = refuted.find((check) => check.persistence === 'persistent') ?? refuted[0]
  if (first === undefined) throw new Error('a counterexample needs a refuted check')
  const rule = findRule(first.rule)
  const others = judged.filter((check) => check.verdict !== 'refuted' || refuted.includes(check))
  const subjects = new Set(refuted.map(({ subject }) => subject))
  const explained = result.checks.filter(({ loss }) => loss !== undefined && subjects.has(loss)).length
  return {
    property: first.property,
    claim: properties.find((property) => property.id === first.property)?.claim ?? '',
    rule: rule.id,
    ruleText: rule.text,
    citation: rule.citation,
    caseIndex: result.index,
    network: world.network.name,
    subject: first.subject,
    expected: first.expected,
    observed: first.observed,
    affected: { refuted: refuted.length, judged: judged.length },
    pattern: describePattern(ofHistory(properties, first) ? (result.history?.end ?? world) : world, others),
    otherSubjects: refuted
      .filter((check) => check !== first)
      .slice(0, maxOtherSubjects)
      .map((check) => check.subject),
    topology: world.wholeTopology,
    scenario: world.scenario,
    replay,
    ...(first.persistence && { persistence: first.persistence }),
    ...(first.attempts && { attempts: first.attempts }),
    ...(first.rate && { rate: first.rate }),
    ...(explained > 0 && { explains: explained }),
    ...(first.probe && { probe: first.probe }),
    ...(first.observation && !isAsExpected(first.observation) && { observation: first.observation }),
    ...(first.defect && { defect: first.defect }),
  }
}
