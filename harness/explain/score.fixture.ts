import { expect } from 'vitest'
import type { Explanation } from '../../properties/model/explanation.ts'
import type { ExplainedFault } from './fault.fixture.ts'
import { carryOut, explainFlow, filledIn, findAndExplain, type Lab } from './planted.fixture.ts'
import { iptablesFaults, nftablesFaults } from './service-faults.fixture.ts'

/** A row of the table: what was planted, and what explain made of it. */
export type Score = [result: 'right' | 'unknown' | 'WRONG', profile: string, fault: string, named: string]

/** Where a fault is not one of Services, their probes find nothing more and take most of the time. */
const direct = [
  'pods-reach-pods-without-nat',
  'nodes-and-pods-reach-each-other',
  'off-cluster-traffic-leaves-under-the-nodes-address',
]
const ofServices: readonly ExplainedFault[] = [...iptablesFaults, ...nftablesFaults]

/** For tests: plants one fault after the other, explains what fails and heals it. */
export async function explainEach(lab: Lab, profile: string, faults: readonly ExplainedFault[]): Promise<Score[]> {
  const scores: Score[] = []
  for (const fault of faults) {
    await carryOut(lab, fault.plant)
    try {
      const { fromPort, only = ofServices.includes(fault) ? [] : direct } = fault
      const found = fromPort === undefined ? findAndExplain(lab, only) : explainFlow(lab, fromPort)
      scores.push(scoreOf(lab, profile, fault, await found))
    } finally {
      await carryOut(lab, fault.heal)
      // Flows that a fault sent astray are remembered for minutes.
      await carryOut(
        lab,
        lab.world.topology.nodes.map(({ name }) => [`node/${name}`, 'conntrack -F 2>/dev/null']),
      )
    }
  }
  return scores
}

function scoreOf({ words }: Lab, profile: string, { name, names }: ExplainedFault, found?: Explanation): Score {
  const broken = found?.broken
  const named = broken === undefined ? (found?.sentence ?? 'nothing failed') : `${broken.place} ${broken.object}`
  const isRight =
    names === 'unknown'
      ? found !== undefined && broken === undefined
      : broken?.place === names.place && new RegExp(filledIn(names.object.source, words)).test(broken.object)
  return [isRight ? 'right' : broken === undefined ? 'unknown' : 'WRONG', profile, name, named]
}

/** For tests: fails the test where a wrong hop was named, or the right one in fewer than nine of ten. */
export function expectNamed(scores: readonly Score[]): void {
  expect(scores.filter(([result]) => result === 'WRONG')).toEqual([])
  expect(scores.filter(([result]) => result === 'right').length).toBeGreaterThanOrEqual(Math.ceil(scores.length * 0.9))
}
