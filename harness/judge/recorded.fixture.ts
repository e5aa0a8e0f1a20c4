import type { StartedCluster } from '../../clusters/cluster.ts'
import { labProvider } from '../../clusters/lab/provider.ts'
import { expect } from '../../properties/model/expectation.ts'
import type { Observation } from '../../properties/model/observation.ts'
import type { Probe } from '../../properties/model/probe.ts'
import { type CaseRecord, caseRecordSchema, type RunRecord } from '../../properties/model/run-record.ts'
import type { World } from '../../properties/model/world.ts'
import { nobodyAnswersWhereNobodyIs } from '../../properties/nobody-answers-where-nobody-is.ts'
import { nodesAndPodsReachEachOther } from '../../properties/nodes-and-pods-reach-each-other.ts'
import { podsReachPodsWithoutNat } from '../../properties/pods-reach-pods-without-nat.ts'
import { fivePods, servedWorld, serviceOf } from '../../properties/test-support/services.ts'
import { profileResult, runRecord } from '../../reports/records.fixture.ts'
import { caseRecord } from '../run/case-record.ts'
import { checkCase } from '../run/check-case.ts'
import { emptyProfile } from '../run/profile.ts'
import { tallyCase } from '../run/tally.ts'

/** Properties that probes alone decide. */
export const probing = [podsReachPodsWithoutNat, nodesAndPodsReachEachOther, nobodyAnswersWhereNobodyIs]

/** For tests: a saved run of one case, in a cluster that answers as the model says but for `fault`. */
export async function recordedRun(
  fault: (probe: Probe) => Observation | undefined = () => undefined,
): Promise<{ run: RunRecord; cases: CaseRecord[] }> {
  const world = servedWorld('flannel-vxlan', { pods: fivePods, services: [serviceOf('c')] })
  const cluster = clusterOf(world, (probe) => fault(probe) ?? healthy(world, probe))
  const request = {
    index: 0,
    cluster,
    provider: labProvider,
    scenario: world.scenario,
    properties: probing,
    slow: true,
  }
  const result = await checkCase(request, AbortSignal.timeout(10_000))
  const profile = emptyProfile(world.network, 'iptables', 1)
  tallyCase(profile, result)
  const line = JSON.stringify(caseRecord(result))
  return {
    run: runRecord([profileResult({ ...profile, verdict: profile.checks.refuted > 0 ? 'refuted' : 'holds' })]),
    cases: [caseRecordSchema.parse(JSON.parse(line))],
  }
}

function healthy(world: World, probe: Probe): Observation {
  const [allowed] = expect(world, probe).allowed
  if (allowed?.outcome !== 'answered') return { outcome: allowed?.outcome ?? 'failed', durationMs: 1 }
  const { server, destination, source } = allowed
  const client = { address: source ?? '', port: 40_000 }
  if (probe.protocol === 'icmp') return { outcome: 'answered', client, durationMs: 1 }
  const { address, port } = destination ?? probe.target
  const identity = server ?? probe.target.server ?? ''
  return { outcome: 'answered', client, server: { identity, local: { address, port }, peer: client }, durationMs: 1 }
}

function clusterOf(world: World, answer: (probe: Probe) => Observation): StartedCluster {
  const nowhere = async () => Promise.reject(new Error('not faked'))
  return {
    name: 'recorded',
    network: world.network,
    topology: world.wholeTopology,
    scenario: world.scenario,
    disturbances: [],
    status: () => world.status,
    apply: async () => world.status,
    probe: async (probes) => probes.map(answer),
    compare: nowhere,
    capture: async (_, action) => ({ frames: [], droppedFrames: 0, result: await action() }),
    structure: async () => ({}),
    clusterFacts: async () => undefined,
    pauseDaemon: async () => undefined,
    read: nowhere,
    keepFlowing: nowhere,
    disturb: nowhere,
    execute: nowhere,
    detach: nowhere,
    stop: nowhere,
  }
}
