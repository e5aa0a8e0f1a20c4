import { describe, expect, test } from 'vitest'
import { labProvider } from '../clusters/lab/provider.ts'
import { topologyOf } from '../properties/model/default-topology.ts'
import type { ProfileResult } from '../properties/model/run-record.ts'
import type { Pod, Scenario } from '../properties/model/scenario.ts'
import type { Service } from '../properties/model/service.ts'
import type { Step } from '../properties/model/step.ts'
import { checkHistories } from './history-fault.fixture.ts'
import { deafLab, noForwardingEntry, staleRoute } from './node-fault.fixture.ts'

const pod = (name: string, nodeName: string): Pod => ({
  name,
  nodeName,
  hostNetwork: false,
  containers: [{ name: 'main', port: 8080 }],
  labels: { app: name },
})
const web: Service = {
  name: 'web',
  type: 'ClusterIP',
  ports: [{ protocol: 'TCP', port: 80, targetPort: 8080 }],
  selector: { app: 'b' },
}
const start: Scenario = { pods: [pod('a', 'node1'), pod('b', 'node2')], services: [web], absentNodes: ['node3'] }
const comes: Step = { kind: 'add-node', nodeName: 'node3' }
const used: Step = { kind: 'create-pod', pod: pod('c', 'node3') }
const goes: Step[] = [
  { kind: 'delete-pod', podName: 'c' },
  { kind: 'remove-node', nodeName: 'node3' },
]

const followed = 'nodes-that-come-and-go-are-followed'
const structural = ['routes-are-what-the-network-promises', 'tunnel-state-is-what-the-network-promises', followed]

function check(
  provider: typeof labProvider,
  scenario: Scenario,
  properties: string[],
  shrink = false,
): Promise<ProfileResult> {
  const replay = { scenario, topology: topologyOf([0, 0, 0]), file: 'f.yaml' }
  return checkHistories(provider, { replay, runs: 1, properties, shrink }, AbortSignal.timeout(300_000))
}

describe('Nodes that come and go', { timeout: 300_000 }, () => {
  test('all that is promised holds for a Node that came, went and came again, and no other traffic has a gap', async () => {
    const steps = [comes, used, ...goes, comes, used]
    const matrix = ['pods-reach-pods-without-nat', 'nodes-and-pods-reach-each-other', 'services-answer-every-client']
    const ofHistories = ['clusters-converge-after-a-history', 'untouched-traffic-has-no-gap']
    const profile = await check(labProvider, { ...start, steps }, [...matrix, ...structural, ...ofHistories])
    expect(profile.counterexamples).toEqual([])
    expect(profile.checks).toMatchObject({ refuted: 0, inconclusive: 0 })
    expect(profile.histories?.kinds).toMatchObject({ 'add-node': 2, 'remove-node': 1 })
  })

  test('a peer without the forwarding entry of a Node that came is named, and is found by that step alone', async () => {
    const lab = deafLab(noForwardingEntry)
    const profile = await check(lab, { ...start, steps: [comes, used] }, structural, true)
    const [first] = profile.counterexamples
    expect(first).toMatchObject({
      property: followed,
      rule: 'tunnel-forwarding',
      subject: expect.stringContaining('node/node1 flannel.1 towards node3: FDB'),
      observed: 'destination none',
      shrunk: { scenario: { pods: [], absentNodes: ['node3'], steps: [comes] }, minimal: true },
    })
    const { absentNodes: _, ...whole } = start
    for (const scenario of [
      { ...whole, steps: [used] },
      { ...start, steps: [] },
    ])
      expect((await check(lab, scenario, structural)).checks.refuted).toBe(0)
  })

  test('a peer that keeps its route to a Node that went is named', async () => {
    const profile = await check(deafLab(staleRoute), { ...start, steps: [comes, ...goes.slice(1)] }, [followed])
    expect(profile.counterexamples).toMatchObject([
      { rule: 'no-foreign-route', observed: expect.stringContaining('10.244.3.0/24 dev flannel.1') },
    ])
  })
})
