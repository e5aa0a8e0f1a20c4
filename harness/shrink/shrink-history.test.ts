import { expect, test } from 'vitest'
import { modelCluster, worldOfModel } from '../bench/shrink/model-cluster.ts'
import { shrinkCase } from '../bench/shrink/shrink-case.ts'
import { defaultBudget } from './budget.ts'
import { historyCase, steps } from './history-fault.fixture.ts'

test('a fault that two of seven Steps bring about shrinks to these', async () => {
  const planted = historyCase()
  const model = modelCluster(planted.fault, planted.scenario)
  const cluster = {
    ...model,
    get scenario() {
      return model.scenario
    },
    apply(...[next, signal]: Parameters<typeof model.apply>) {
      planted.fault.plant(worldOfModel(next))
      return model.apply(next, signal)
    },
  }
  const provider = { name: 'model', convergence: { timeMs: 0, source: 'none' } }
  const { shrunk } = await shrinkCase(cluster, planted, new AbortController().signal, defaultBudget, provider)
  expect(shrunk.scenario.steps).toEqual([steps[1], steps[4]])
  expect(shrunk.scenario.pods.map(({ name }) => name).filter((name) => 'bc'.includes(name))).toEqual(['b', 'c'])
  expect(shrunk.scenario.pods.length).toBeLessThanOrEqual(3)
  expect(shrunk.scenario.services).toEqual([])
  expect(shrunk).toMatchObject({ minimal: true, confirmed: { failed: 3, made: 3 } })
  expect(shrunk.held?.check.subject).toContain('pod/b@node3')
})
