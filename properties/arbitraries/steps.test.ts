import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatScenarioFile } from '../../harness/scenario-file/format.ts'
import { parseScenarioFile } from '../../harness/scenario-file.ts'
import { applyStep, endOf, startOf, statesOf } from '../model/apply-step.ts'
import { flannelVxlan } from '../model/networks/flannel-vxlan.ts'
import { scenarioSchema } from '../model/run-record.ts'
import type { Scenario } from '../model/scenario.ts'
import { isProxied } from '../model/service.ts'
import { serveServices } from '../model/services/serve.ts'
import type { Disturbance, Step, StepKind } from '../model/step.ts'
import { stepProblems } from '../model/step-problems.ts'
import type { Topology } from '../model/topology.ts'
import { worldOf } from '../test-support/worlds.ts'
import { scenarioArbitrary } from './scenario.ts'
import { topologyArbitrary } from './topology.ts'

const disturbances: Disturbance[] = ['reuse-address', 'flap-link', 'change-nodes', 'restart-proxy', 'restart-dns']
const most = 8
const caseArbitrary = topologyArbitrary(flannelVxlan).chain((topology) =>
  scenarioArbitrary(topology, { services: 6, maxPodsPerNode: 6, history: { steps: most, disturbances } }).map(
    (scenario): [Topology, Scenario] => [topology, scenario],
  ),
)
const seed = 42
const sample = fc.sample(caseArbitrary, { seed, numRuns: 300 })
const names = ({ nodes }: Topology) => nodes.map(({ name }) => name)

/** Of a generated case. */
function law(predicate: (topology: Topology, scenario: Scenario) => void): void {
  fc.assert(
    fc.property(caseArbitrary, ([topology, scenario]) => predicate(topology, scenario)),
    { seed, numRuns: 100 },
  )
}

test('the same seed gives the same steps, half as many as allowed at least', () => {
  expect(fc.sample(caseArbitrary, { seed, numRuns: 20 })).toEqual(sample.slice(0, 20))
  for (const [, { steps = [] }] of sample) {
    expect(steps.length).toBeGreaterThanOrEqual(most / 2)
    expect(steps.length).toBeLessThanOrEqual(most)
  }
})

test('every prefix is valid', () => {
  law((topology, scenario) => {
    const { steps = [] } = scenario
    for (const length of steps.keys())
      expect(stepProblems({ ...scenario, steps: steps.slice(0, length + 1) }, names(topology))).toEqual([])
  })
})

test('of a list with steps left out exactly those have a problem that cannot be applied', () => {
  const withHoles = caseArbitrary.chain(([, scenario]) =>
    fc.subarray(scenario.steps ?? []).map((steps): Scenario => ({ ...scenario, steps })),
  )
  fc.assert(
    fc.property(withHoles, (scenario) => {
      const impossible = new Set(stepProblems(scenario).map(({ step }) => step))
      let state = startOf(scenario)
      for (const [index, step] of (scenario.steps ?? []).entries()) {
        if (impossible.has(index)) expect(() => applyStep(state, step)).toThrow()
        else state = applyStep(state, step)
      }
      const left = (scenario.steps ?? []).filter((_, index) => !impossible.has(index))
      expect(endOf({ ...scenario, steps: left })).toEqual(state)
    }),
    { seed, numRuns: 200 },
  )
})

test('every state can be served and judged, and no state has steps of its own', { timeout: 60_000 }, () => {
  for (const [topology, scenario] of sample.slice(0, 60))
    for (const state of statesOf(scenario)) {
      expect(state.steps).toBeUndefined()
      const { status } = worldOf('flannel-vxlan', state, topology)
      expect(serveServices(state, topology, status)).toHaveLength(state.services?.length ?? 0)
    }
})

test('JSON, the run record and the scenario file keep them', { timeout: 60_000 }, () => {
  for (const [topology, scenario] of sample.slice(0, 100)) {
    expect(scenarioSchema.parse(JSON.parse(JSON.stringify(scenario)))).toEqual(scenario)
    const text = formatScenarioFile({ topology, scenario, network: flannelVxlan })
    expect(parseScenarioFile(text, 'f.yaml').scenario).toEqual(scenario)
  }
})

test('no Pod is ever on a Node that is absent, and no endpoint', () => {
  let begun = 0
  for (const [, scenario] of sample) {
    if (scenario.absentNodes !== undefined) begun += 1
    for (const { pods, services = [], absentNodes = [] } of [startOf(scenario), ...statesOf(scenario)]) {
      const targets = services.flatMap(({ endpointSlices = [] }) =>
        endpointSlices.flatMap(({ endpoints }) => endpoints.map(({ target }) => target)),
      )
      const used = [...pods.map(({ nodeName }) => nodeName), ...targets.map((target) => target.split('/')[1])]
      for (const name of absentNodes) expect(used).not.toContain(name)
    }
  }
  expect(begun / sample.length).toBeGreaterThan(0.1)
})

describe('what occurs', () => {
  const kinds = (wanted: (step: Step) => boolean) =>
    sample.filter(([, { steps = [] }]) => steps.some(wanted)).length / sample.length

  const all: StepKind[] = [
    'create-pod',
    'delete-pod',
    'move-pod',
    'reuse-address',
    'scale',
    'set-readiness',
    'change-service',
    'delete-service',
    'create-service',
    'drain-node',
    'add-node',
    'remove-node',
    'flap-link',
    'restart',
  ]
  test.each(all)('%s', (kind) => expect(kinds((step) => step.kind === kind)).toBeGreaterThan(0.02))

  test.each(['selector', 'ports', 'internalTrafficPolicy', 'externalTrafficPolicy', 'sessionAffinity'] as const)(
    'a change of %s',
    (key) => expect(kinds((step) => step.kind === 'change-service' && key in step.change)).toBeGreaterThan(0.02),
  )

  test('scaled to zero and back, and a Service that comes again as it was', () => {
    expect(kinds((step) => step.kind === 'scale' && step.pods.length > 0)).toBeGreaterThan(0.05)
    for (const [, { services = [], steps = [] }] of sample)
      for (const step of steps)
        if (step.kind === 'create-service') expect(services.map(({ name }) => name)).toContain(step.service.name)
  })

  test('nothing the provider cannot do', () => {
    const none = fc.sample(
      scenarioArbitrary((sample[0] as [Topology, Scenario])[0], { history: { steps: most, disturbances: [] } }),
      { seed, numRuns: 100 },
    )
    expect(none.filter(({ absentNodes }) => absentNodes !== undefined)).toEqual([])
    const done = new Set(none.flatMap(({ steps = [] }) => steps.map(({ kind }) => kind)))
    for (const kind of ['reuse-address', 'flap-link', 'restart', 'add-node', 'remove-node'] as const)
      expect(done).not.toContain(kind)
  })
})

test('two in three steps that are about a Pod are about one that a Service has', () => {
  const about = sample.flatMap(([, { pods, services = [], steps = [] }]) =>
    steps.flatMap((step) => {
      if (step.kind !== 'set-readiness' && step.kind !== 'delete-pod') return []
      const pod = pods.find(({ name }) => name === step.podName)
      const used = services.some(
        (service) => isProxied(service) && Object.keys(service.selector ?? {}).some((key) => pod?.labels?.[key]),
      )
      return pod === undefined ? [] : [used]
    }),
  )
  expect(about.filter(Boolean).length / about.length).toBeGreaterThan(2 / 3)
})
