import { describe, expect, test } from 'vitest'
import type { StartedCluster } from '../../clusters/cluster.ts'
import { modelCluster } from '../bench/shrink/model-cluster.ts'
import { type PlantedCase, plantedCases } from '../bench/shrink/planted-cases.ts'
import { shrinkCase, shrinkOnModel } from '../bench/shrink/shrink-case.ts'
import { Interrupted } from '../interrupted.ts'

const cases = plantedCases(22, 1)

describe('planted faults, on a simulated cluster', () => {
  test.each(cases.map((one) => [one.kind.name, one] as const))('%s', async (_, planted) => {
    const { shrunk, rule } = await shrinkOnModel(planted)
    const { pods, services = [] } = shrunk.scenario
    expect(shrunk.minimal).toBe(true)
    expect(pods.length + services.length).toBeLessThanOrEqual(planted.kind.mostLeft)
    expect(shrunk.applications).toBeLessThanOrEqual(25)
    expect(shrunk.confirmed.failed).toBeGreaterThan(0)
    expect(shrunk.held?.check.rule).toBe(rule)
  })
})

describe('what ends it early', () => {
  // It takes several applications, since a Service with endpoints is left by the first one.
  const planted = cases.find(({ kind }) => kind.name === "an endpoint's rule with a wrong port") as PlantedCase

  test('Ctrl-C: the best so far', async () => {
    const controller = new AbortController()
    const { shrunk } = await onModel(planted, controller.signal, {
      apply: (applied) => applied === 3 && controller.abort(new Interrupted('SIGINT')),
    })
    expect(shrunk).toMatchObject({ minimal: 'interrupted', confirmed: { failed: 0, made: 0 } })
    expect(shrunk.scenario.pods.length).toBeLessThan(40)
    expect(shrunk.held).toBeUndefined()
  })

  test('a cluster that fails', async () => {
    const { shrunk } = await onModel(planted, new AbortController().signal, {
      apply(applied) {
        if (applied === 3) throw new Error('an agent ended')
      },
    })
    expect(shrunk.minimal).toBe('the cluster failed: an agent ended')
    expect(shrunk.scenario.pods.length).toBeLessThan(40)
  })

  test('the budget', async () => {
    const budget = { applications: 2, timeMs: 60_000 }
    const { shrunk } = await onModel(planted, new AbortController().signal, { budget })
    expect(shrunk.minimal).toBe('the budget of 2 applications is used up')
    expect(shrunk.applications).toBeLessThanOrEqual(3)
    const noTime = await onModel(planted, new AbortController().signal, { budget: { applications: 9, timeMs: 0 } })
    expect(noTime.shrunk).toMatchObject({
      minimal: 'the budget of 0 s is used up',
      applications: 0,
    })
  })

  test('a failure that is gone', async () => {
    let applied = 0
    const never = { ...planted, fault: { ...planted.fault, breaks: wrongAtFirst } }
    function wrongAtFirst(...args: Parameters<typeof planted.fault.breaks>) {
      return applied < 2 && planted.fault.breaks(...args)
    }
    const { shrunk } = await onModel(never, new AbortController().signal, {
      looked() {
        applied += 1
      },
    })
    expect(shrunk).toMatchObject({ minimal: expect.stringMatching(/^not confirmed: 0 of/), applications: 0 })
    expect(shrunk.scenario).toEqual(planted.scenario)
  })
})

interface Hooks {
  /** Called with the number of each application, the case's own being the first. */
  apply?(applied: number): unknown
  looked?(): void
  budget?: Parameters<typeof shrinkCase>[3]
}

function onModel(planted: PlantedCase, signal: AbortSignal, { apply, looked, budget }: Hooks) {
  const model = modelCluster(planted.fault, planted.scenario)
  let applied = 0
  const cluster: StartedCluster = {
    ...model,
    get scenario() {
      return model.scenario
    },
    async apply(...args) {
      applied += 1
      apply?.(applied)
      return model.apply(...args)
    },
    async probe(...args) {
      const seen = await model.probe(...args)
      if (args[0].length > 0) looked?.()
      return seen
    },
  }
  return shrinkCase(cluster, planted, signal, budget)
}
