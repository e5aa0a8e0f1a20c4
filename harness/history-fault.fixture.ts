import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ClusterProvider } from '../clusters/cluster.ts'
import { type EndFlows, endStaleFlows } from '../clusters/lab/end-stale-flows.ts'
import { labProvider } from '../clusters/lab/provider.ts'
import { startCluster } from '../clusters/lab/start.ts'
import { flannelVxlan } from '../properties/model/networks/flannel-vxlan.ts'
import type { Counterexample, ProfileResult } from '../properties/model/run-record.ts'
import type { Scenario } from '../properties/model/scenario.ts'
import { serviceKey } from '../properties/model/service.ts'
import { stepProblems } from '../properties/model/step-problems.ts'
import type { Topology } from '../properties/model/topology.ts'
import type { CheckOptions, RunProgress } from './run/options.ts'
import { runCheck } from './run/run-check.ts'

/**
 * A planted fault that takes three steps to show. This proxy ends the UDP flows of a Service when the Service's endpoints
 * change, but forgets what became of them while the Service was away: a Service that is deleted, loses an endpoint and
 * comes again leaves a flow at the old endpoint. Those that look at what changes, and not at what is, are like that
 * (kube-proxy before v1.32).
 */
const forgetful: EndFlows = (agents, before, next) => {
  const slicesBefore = new Map(
    before.services.map(({ service, slices }) => [serviceKey(service), JSON.stringify(slices)]),
  )
  const seen = next.services.filter(({ service, slices }) => {
    const old = slicesBefore.get(serviceKey(service))
    return old !== undefined && old !== JSON.stringify(slices)
  })
  return endStaleFlows(agents, before, { ...next, services: seen })
}

/** For tests: the lab with that proxy. */
export const forgetfulLab: ClusterProvider = {
  ...labProvider,
  // Clusters are made for a new shape of the network, which is not in question.
  casesPerCluster: 50,
  start: (request, signal) => startCluster(request, {}, signal, forgetful),
}

const silent: RunProgress = { profileStarted() {}, caseFinished() {}, profileFinished() {}, shrinking() {}, note() {} }

/** For tests: a run of histories alone. */
export async function checkHistories(
  provider: ClusterProvider,
  changes: Partial<CheckOptions>,
  signal: AbortSignal,
): Promise<ProfileResult> {
  const outFolder = mkdtempSync(join(tmpdir(), 'podnet-histories-'))
  try {
    const options: CheckOptions = {
      provider,
      networks: [flannelVxlan],
      networksNamed: true,
      proxies: ['iptables'],
      services: 8,
      steps: 12,
      runs: 200,
      seed: 1,
      properties: ['clusters-converge-after-a-history'],
      nodes: 2,
      podsPerNode: 3,
      shrink: false,
      keep: false,
      outFolder,
      command: [],
      ...changes,
    }
    const [profile] = (await runCheck(options, silent, signal)).profiles
    if (profile === undefined) throw new Error('no profile')
    return profile
  } finally {
    rmSync(outFolder, { recursive: true })
  }
}

/** For tests: what refutes the flow's rule, if anything does. */
export const staleFlow = ({ counterexamples }: ProfileResult): Counterexample | undefined =>
  counterexamples.find(({ rule, defect }) => rule === 'udp-flow-follows-endpoints' && defect === undefined)

/** For tests: leaves out steps one by one as long as the fault still shows. Returns what is left, and how often it was made. */
export async function withoutNeedlessSteps(
  topology: Topology,
  scenario: Scenario,
  signal: AbortSignal,
): Promise<{ scenario: Scenario; runs: number }> {
  let left = scenario
  let runs = 0
  for (let index = 0; index < (left.steps ?? []).length; ) {
    const steps = (left.steps ?? []).filter((_, at) => at !== index)
    const smaller = { ...left, steps }
    const possible = steps.length > 0 && stepProblems(smaller).length === 0
    if (possible) runs += 1
    if (possible && (await shows(topology, smaller, signal))) {
      left = smaller
      index = 0
    } else index += 1
  }
  return { scenario: left, runs }
}

/** For tests: whether exactly this scenario shows the fault. */
export async function shows(topology: Topology, scenario: Scenario, signal: AbortSignal): Promise<boolean> {
  const replay = { scenario, topology, file: 'left-out.yaml' }
  return staleFlow(await checkHistories(forgetfulLab, { replay, runs: 1 }, signal)) !== undefined
}
