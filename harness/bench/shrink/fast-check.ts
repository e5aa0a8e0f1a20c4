import fc from 'fast-check'
import type { Scenario } from '../../../properties/model/scenario.ts'
import { largeArbitrary } from './large-scenario.ts'
import type { PlantedCase } from './planted-cases.ts'

/** How far fast-check's own shrinker came on one case. */
export interface Contender {
  /** Scenarios it asked about after the first one, each of which a cluster would have to apply. */
  applications: number
  scenario: Scenario
  /** true: it had nothing further to try. */
  ended: boolean
}

/** Lets fast-check shrink the same scenario: it asks whether some probe fails, at most `most` times. */
export async function shrinkWithFastCheck(
  { seed, scenario: start }: PlantedCase,
  fails: (scenario: Scenario) => Promise<boolean>,
  most: number,
): Promise<Contender> {
  let asked = 0
  let best = start
  let ended = true
  const property = fc.asyncProperty(largeArbitrary, async (scenario) => {
    if (asked > most) ended = false
    if (asked > most) return true
    asked += 1
    const failed = await fails(scenario)
    if (failed) best = scenario
    return !failed
  })
  await fc.check(property, { seed, numRuns: 1 })
  return { applications: asked - 1, scenario: best, ended }
}
