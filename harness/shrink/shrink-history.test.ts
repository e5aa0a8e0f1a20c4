import { expect, test } from 'vitest'
import type { StartedCluster } from '../../clusters/cluster.ts'
import { clustersConvergeAfterAHistory } from '../../properties/clusters-converge-after-a-history.ts'
import type { Scenario } from '../../properties/model/scenario.ts'
import type { Step } from '../../properties/model/step.ts'
import { podsReachPodsWithoutNat } from '../../properties/pods-reach-pods-without-nat.ts'
import { labelledPod, serviceOf } from '../../properties/test-support/services.ts'
import { endsOf, type Fault } from '../bench/shrink/fault.ts'
import { modelCluster } from '../bench/shrink/model-cluster.ts'
import { shrinkCase } from '../bench/shrink/shrink-case.ts'
import { defaultBudget } from './budget.ts'

const steps: Step[] = [
  { kind: 'create-pod', pod: labelledPod('f', 'node3') },
  { kind: 'set-readiness', podName: 'c', ready: false },
  { kind: 'restart', what: 'proxy' },
  { kind: 'move-pod', podName: 'd', nodeName: 'node2' },
  { kind: 'move-pod', podName: 'b', nodeName: 'node3' },
  { kind: 'delete-service', serviceName: 'to-a' },
  { kind: 'delete-pod', podName: 'e' },
]
const pods = ['a', 'b', 'c', 'd', 'e'].map((name, index) => labelledPod(name, `node${(index % 3) + 1}`))
const scenario: Scenario = { pods, services: [serviceOf('a'), serviceOf('b')], steps }

/** From when c was not ready and b moved then, nobody reaches b. */
function historyFault() {
  let [unready, broken] = [false, false]
  const fault: Fault = {
    plant: () => [],
    breaks: (world, probe, server) => broken && endsOf(world, probe, server).serverPod === 'b',
  }
  const model = modelCluster(fault, scenario)
  const cluster: StartedCluster = {
    ...model,
    get scenario() {
      return model.scenario
    },
    apply(next, signal) {
      const moved = next.pods.some(({ name, nodeName }) => name === 'b' && nodeName === 'node3')
      broken = moved && (broken || unready)
      unready = next.pods.some(({ name, ready }) => name === 'c' && ready === false)
      return model.apply(next, signal)
    },
  }
  return { cluster, fault }
}

test('a fault that two of seven Steps bring about shrinks to these', async () => {
  const { cluster, fault } = historyFault()
  const properties = [podsReachPodsWithoutNat, clustersConvergeAfterAHistory]
  const kind = { name: 'history', properties, mostLeft: 3, make: () => fault }
  const provider = { name: 'model', disturbances: [], convergence: { timeMs: 0, source: 'none' } }
  const { signal } = new AbortController()
  const planted = { kind, fault, scenario, seed: 1 }
  const { shrunk } = await shrinkCase(cluster, planted, signal, defaultBudget, provider)
  expect(shrunk.scenario.steps).toEqual([steps[1], steps[4]])
  expect(shrunk.scenario.pods.map(({ name }) => name).filter((name) => 'bc'.includes(name))).toEqual(['b', 'c'])
  expect(shrunk.scenario.pods.length).toBeLessThanOrEqual(3)
  expect(shrunk.scenario.services).toEqual([])
  expect(shrunk).toMatchObject({ minimal: true, confirmed: { failed: 3, made: 3 } })
  expect(shrunk.held?.check.subject).toContain('pod/b@node3')
})
