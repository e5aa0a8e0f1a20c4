import { changed, startOf } from '../../properties/model/apply-step.ts'
import type { Network } from '../../properties/model/networks/network.ts'
import type { Scenario } from '../../properties/model/scenario.ts'
import { stepProblem } from '../../properties/model/step-problems.ts'
import type { Topology } from '../../properties/model/topology.ts'
import type { Draft } from './draft.ts'
import { scenarioProblems } from './pod-problems.ts'
import type { Problem } from './problem.ts'
import { serviceProblems } from './service-problems.ts'

/**
 * Steps that are not possible when their turn comes, and what is wrong with what a Step leads to. Each is judged as if the
 * impossible ones before it were not there.
 */
export function stepProblems(scenario: Scenario, topology: Draft<Topology>, network?: Network): Problem[] {
  const nodeNames = topology.nodes?.flatMap((node) => node?.name ?? [])
  const wrongWith = (state: Scenario) =>
    [...scenarioProblems(state, topology, network), ...serviceProblems(state, topology)].map(({ message }) => message)
  const problems: Problem[] = []
  let state = startOf(scenario)
  let known = new Set(wrongWith(state))
  for (const [index, step] of (scenario.steps ?? []).entries()) {
    const path = ['spec', 'steps', index]
    const message = stepProblem(state, step, nodeNames)
    if (message !== undefined) {
      problems.push({ path, message })
      continue
    }
    state = changed(state, step)
    const wrong = wrongWith(state)
    problems.push(...wrong.filter((one) => !known.has(one)).map((one) => ({ path, message: one })))
    known = new Set(wrong)
  }
  return problems
}
