import { describe, expect, test } from 'vitest'
import { labProvider } from '../clusters/lab/provider.ts'
import { topologyOf } from '../properties/model/default-topology.ts'
import type { Pod, Scenario } from '../properties/model/scenario.ts'
import type { Service } from '../properties/model/service.ts'
import type { Step } from '../properties/model/step.ts'
import { stepProblems } from '../properties/model/step-problems.ts'
import { checkHistories, shows, staleFlow, withoutNeedlessSteps } from './history-fault.fixture.ts'

const patience = () => AbortSignal.timeout(300_000)
const topology = topologyOf([0, 0])
const pod = (name: string, nodeName: string, app: string): Pod => ({
  name,
  nodeName,
  hostNetwork: false,
  containers: [{ name: 'main', port: 8080 }],
  labels: { app },
})
const dns: Service = {
  name: 'dns',
  type: 'ClusterIP',
  clusterIP: '10.96.0.99',
  ports: [{ protocol: 'UDP', port: 53, targetPort: 8080 }],
  selector: { app: 'dns' },
}
const start: Scenario = { pods: [pod('client', 'node1', 'client'), pod('server', 'node2', 'dns')], services: [dns] }

/** Deleted, its endpoint replaced, and made again. */
const needed: Step[] = [
  { kind: 'delete-service', serviceName: 'dns' },
  { kind: 'move-pod', podName: 'server', nodeName: 'node1' },
  { kind: 'create-service', service: dns },
]
const needless: Step[] = [
  { kind: 'create-pod', pod: pod('other', 'node2', 'client') },
  { kind: 'flap-link', nodeName: 'node2' },
  { kind: 'restart', what: 'dns' },
]

describe('a proxy that forgets flows of a Service that was away', { timeout: 300_000 }, () => {
  const scenario: Scenario = { ...start, steps: needed.flatMap((step, index) => [needless[index] as Step, step]) }

  test('is found by its three steps, and by no two of them', async () => {
    expect(await shows(topology, { ...start, steps: needed }, patience())).toBe(true)
    for (const left of needed) {
      const steps = needed.filter((step) => step !== left)
      if (stepProblems({ ...start, steps }).length > 0) continue
      expect(await shows(topology, { ...start, steps }, patience())).toBe(false)
    }
  })

  test('needless steps fall away', async () => {
    const { scenario: left } = await withoutNeedlessSteps(topology, scenario, patience())
    expect(left.steps).toEqual(needed)
  })

  test('a proxy that forgets nothing holds, and says how long it took', async () => {
    const replay = { scenario, topology, file: 'f.yaml' }
    const profile = await checkHistories(labProvider, { replay, runs: 1 }, patience())
    expect(staleFlow(profile)).toBeUndefined()
    expect(profile.checks.refuted).toBe(0)
    expect(profile.histories).toMatchObject({ made: 1, steps: 6 })
    expect(profile.histories?.convergedMs).toHaveLength(1)
  })
})
