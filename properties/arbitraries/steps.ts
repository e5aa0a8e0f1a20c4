import fc from 'fast-check'
import { changed, startOf } from '../model/apply-step.ts'
import type { Scenario } from '../model/scenario.ts'
import type { Disturbance, Step } from '../model/step.ts'
import { disturbanceOf } from '../model/step.ts'
import { stepProblem } from '../model/step-problems.ts'
import type { Topology } from '../model/topology.ts'
import { draws, type Memory, pick } from './step-draws.ts'

/** Bounds of a generated history. */
export interface StepBounds {
  /** Most Steps; at least half as many. */
  steps: number
  /** What Steps may do beside changing the scenario. */
  disturbances: readonly Disturbance[]
}

const die = fc.nat(0x7fff_ffff)
/** What one Step is drawn with. */
const throwArbitrary = fc.tuple(die, die, die, die)

/**
 * A scenario with Steps. Each is drawn from what is possible when its turn comes: the kind first, by weight, of those that
 * have something to offer, then on what. Steps lean to the Pods and Services that somebody calls, and what was taken away
 * tends to come back.
 */
export function stepsArbitrary(topology: Topology, scenario: Scenario, bounds: StepBounds): fc.Arbitrary<Scenario> {
  return fc
    .array(throwArbitrary, { minLength: Math.ceil(bounds.steps / 2), maxLength: bounds.steps })
    .map((throws) => ({ ...startOf(scenario), steps: stepsOf(topology, scenario, bounds, throws) }))
}

function stepsOf(
  { nodes }: Topology,
  scenario: Scenario,
  { disturbances }: StepBounds,
  throws: readonly (readonly [number, number, number, number])[],
): Step[] {
  const nodeNames = nodes.map(({ name }) => name)
  const steps: Step[] = []
  let state = startOf(scenario)
  let memory: Memory = { deleted: [], scaled: [], pods: 0 }
  for (const [kind, ...dice] of throws) {
    const isPossible = (step: Step): boolean => {
      const disturbance = disturbanceOf(step)
      const isKnown = disturbance === undefined || disturbances.includes(disturbance)
      return isKnown && stepProblem(state, step, nodeNames) === undefined
    }
    const offers = draws.flatMap(({ weight, offer }) => {
      const there = nodeNames.filter((name) => !state.absentNodes?.includes(name))
      const step = offer({ state, nodeNames: there, memory, dice }).find(isPossible)
      return step === undefined ? [] : Array<Step>(weight({ state, memory })).fill(step)
    })
    const step = pick(offers, kind)
    if (step === undefined) continue
    memory = remember(memory, state, step)
    state = changed(state, step)
    steps.push(step)
  }
  return steps
}

function remember(memory: Memory, state: Scenario, step: Step): Memory {
  const { deleted, scaled, pods } = memory
  switch (step.kind) {
    case 'delete-service': {
      const service = state.services?.find(({ name }) => name === step.serviceName)
      return service === undefined ? memory : { ...memory, deleted: [...deleted, { service, before: state.pods }] }
    }
    case 'create-service':
      return { ...memory, deleted: deleted.filter(({ service }) => service.name !== step.service.name) }
    case 'create-pod':
    case 'reuse-address':
      return { ...memory, pods: pods + 1 }
    case 'scale':
      return step.pods.length > 0
        ? { ...memory, scaled: scaled.filter(({ serviceName }) => serviceName !== step.serviceName) }
        : { ...memory, scaled: [...scaled, { serviceName: step.serviceName, before: state.pods }] }
    default:
      return memory
  }
}
