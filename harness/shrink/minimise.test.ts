import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { scenarioArbitrary } from '../../properties/arbitraries/scenario.ts'
import { topologyOf } from '../../properties/model/default-topology.ts'
import { flannelVxlan } from '../../properties/model/networks/flannel-vxlan.ts'
import type { Scenario } from '../../properties/model/scenario.ts'
import { formatScenarioFile } from '../scenario-file/format.ts'
import { parseScenarioFile } from '../scenario-file.ts'
import { canonicalForm, isCheaper } from './canonical.ts'
import { allEdits, minimise, type Outcome, type Trial } from './minimise.ts'

const topology = topologyOf([0, 0, 0])
const scenarios = scenarioArbitrary(topology, { services: 8, maxPodsPerNode: 8 })
const seed = 42

/** A scenario and which of its objects the failure needs. */
const needing = scenarios.chain((scenario) =>
  fc.record({
    scenario: fc.constant(scenario),
    pods: fc.subarray(
      scenario.pods.map(({ name }) => name),
      { maxLength: 3 },
    ),
    services: fc.subarray(
      (scenario.services ?? []).map(({ name }) => name),
      { maxLength: 2 },
    ),
  }),
)

const names = (objects: readonly { name: string }[] | undefined) => new Set((objects ?? []).map(({ name }) => name))

/** A trial whose answers come from a function; counts what it was asked. */
function simulated(fails: (scenario: Scenario) => Outcome, most = Number.POSITIVE_INFINITY) {
  const asked: string[] = []
  const trial: Trial = {
    isPossible: () => true,
    judge: async (scenario) => {
      asked.push(canonicalForm(scenario))
      return fails(scenario)
    },
    mustStop: (applications) => (applications >= most ? 'enough' : undefined),
  }
  return { asked, trial }
}

const needs =
  (pods: readonly string[], services: readonly string[]) =>
  (scenario: Scenario): Outcome =>
    pods.every((name) => names(scenario.pods).has(name)) && services.every((name) => names(scenario.services).has(name))
      ? 'refuted'
      : 'holds'

test('the result has what the failure needs and nothing else, and nothing is asked twice', async () => {
  const property = fc.asyncProperty(needing, async ({ scenario, pods, services }) => {
    const { asked, trial } = simulated(needs(pods, services))
    const { scenario: least, applications, minimal } = await minimise(scenario, [], trial)
    expect(names(least.pods)).toEqual(new Set(pods))
    expect(names(least.services)).toEqual(new Set(services))
    expect(minimal).toBe(true)
    expect(new Set(asked).size).toBe(asked.length)
    expect(applications).toBe(asked.length)
    // Objects that stay cost a few halvings and one try each; the rest are their details.
    expect(applications).toBeLessThanOrEqual(150)
  })
  await fc.assert(property, { seed, numRuns: 60 })
})

test('whatever one edit takes away from the result, the failure is gone', async () => {
  const property = fc.asyncProperty(scenarios, fc.nat(), async (scenario, salt) => {
    // No rhyme or reason: some edits keep the failure, others do not, and they do not go together.
    const fails = (one: Scenario): Outcome =>
      [...canonicalForm(one)].reduce((hash, letter) => (hash * 31 + letter.charCodeAt(0) + salt) % 65_521, 7) % 3 === 0
        ? 'refuted'
        : 'holds'
    const { trial } = simulated(fails)
    const { scenario: least, minimal } = await minimise(scenario, [], trial)
    expect(minimal).toBe(true)
    const smaller = allEdits(least)
      .map((edit) => edit.apply(least))
      .filter((one) => isCheaper(one, least))
    expect(smaller.map(fails)).not.toContain('refuted')
  })
  await fc.assert(property, { seed, numRuns: 30 })
})

test('every edit gives a smaller scenario that a file can hold, or changes nothing', { timeout: 60_000 }, () => {
  for (const scenario of fc.sample(scenarios, { seed, numRuns: 6 }))
    for (const edit of allEdits(scenario)) {
      const after = edit.apply(scenario)
      if (canonicalForm(after) === canonicalForm(scenario)) continue
      expect(isCheaper(after, scenario), edit.name).toBe(true)
      const text = formatScenarioFile({ scenario: after, network: flannelVxlan, topology })
      expect(() => parseScenarioFile(text, edit.name)).not.toThrow()
    }
})

test('a Node that is absent for nothing is there from the beginning, and its coming stays where the failure needs it', async () => {
  const absent = { pods: [], absentNodes: ['node3'], steps: [{ kind: 'add-node' as const, nodeName: 'node3' }] }
  const always = simulated(() => 'refuted')
  expect((await minimise(absent, [], always.trial)).scenario).toEqual({ pods: [], steps: [] })
  const comes = simulated(({ steps = [] }) => (steps.length > 0 ? 'refuted' : 'holds'))
  expect((await minimise(absent, [], comes.trial)).scenario).toEqual(absent)
})

describe('of forty Pods and fifteen Services', () => {
  const large: Scenario = {
    pods: Array.from({ length: 40 }, (_, index) => ({
      name: `pod${index + 1}`,
      nodeName: `node${(index % 3) + 1}`,
      hostNetwork: false,
      containers: [{ name: 'main', port: 8080 }],
    })),
    services: Array.from({ length: 15 }, (_, index) => ({
      name: `service${index + 1}`,
      type: 'ClusterIP' as const,
      selector: { none: 'such' },
      ports: [{ protocol: 'TCP' as const, port: 80, targetPort: 8080 }],
    })),
  }
  const two = { ...large, pods: large.pods.filter(({ name }) => ['pod7', 'pod33'].includes(name)), services: [] }

  test('a right guess takes one application, and one for each object that stays', async () => {
    const { trial } = simulated(needs(['pod7', 'pod33'], []))
    const { scenario, applications, minimal } = await minimise(large, [two], trial)
    expect({ scenario, applications, minimal }).toEqual({ scenario: two, applications: 1 + 3, minimal: true })
  })

  test('a wrong guess is made up for by halving', async () => {
    const { trial } = simulated(needs(['pod7', 'pod33', 'pod12'], []))
    const { scenario, applications } = await minimise(large, [two], trial)
    expect(names(scenario.pods)).toEqual(new Set(['pod7', 'pod33', 'pod12']))
    expect(applications).toBeLessThanOrEqual(25)
  })

  test('what cannot be is not applied', async () => {
    const { asked, trial } = simulated(needs(['pod7', 'pod33'], []))
    const isPossible = (scenario: Scenario) => needs(['pod7', 'pod33'], [])(scenario) === 'refuted'
    const { applications } = await minimise(large, [two], { ...trial, isPossible })
    expect({ applications, asked }).toEqual({ applications: 1, asked: [canonicalForm(two)] })
  })

  test('when it must stop the best so far is the result, and it says why', async () => {
    const { trial } = simulated(needs(['pod7', 'pod33', 'pod12'], []), 6)
    const { scenario, applications, minimal } = await minimise(large, [two], trial)
    expect({ applications, minimal }).toEqual({ applications: 6, minimal: 'enough' })
    expect(scenario.pods.length).toBeLessThan(40)
    expect(names(scenario.pods)).toContain('pod12')
  })

  test('an undecided scenario is not taken, and the result does not pass for minimal', async () => {
    const fails = (scenario: Scenario): Outcome =>
      names(scenario.pods).has('pod12') ? needs(['pod7'], [])(scenario) : 'inconclusive'
    const { scenario, minimal } = await minimise(large, [], simulated(fails).trial)
    expect(names(scenario.pods)).toEqual(new Set(['pod7', 'pod12']))
    expect(minimal).toBe('1 smaller scenario could not be decided')
  })
})
