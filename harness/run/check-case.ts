import type { ClusterProvider, StartedCluster } from '../../clusters/cluster.ts'
import type { History } from '../../properties/history.ts'
import { startOf } from '../../properties/model/apply-step.ts'
import type { Seen } from '../../properties/model/observation.ts'
import { nodePlace } from '../../properties/model/place.ts'
import type { Probe } from '../../properties/model/probe.ts'
import type { SampleShares } from '../../properties/model/profile-shares.ts'
import type { MeasuredLoss } from '../../properties/model/run-record.ts'
import type { Scenario } from '../../properties/model/scenario.ts'
import { uplinkDevice } from '../../properties/model/topology.ts'
import type { Check } from '../../properties/model/verdict.ts'
import { makeWorld, type World } from '../../properties/model/world.ts'
import type { Evidence, Property } from '../../properties/property.ts'
import { sampleShares } from '../../properties/sample/shares.ts'
import { makeHistory } from './make-history.ts'
import { makeProbes } from './make-probes.ts'
import { type MadeStages, makeStages } from './make-stages.ts'
import { measureLoss } from './measure-loss.ts'
import { pausedEvidence } from './paused-evidence.ts'
import { pairUp, planProbes } from './plan-probes.ts'
import { repeatRefuted } from './repeat-refuted.ts'
import { type SampleRequest, sampleCase } from './sample-case.ts'
import { Stopwatch } from './stopwatch.ts'
import { weighLoss } from './weigh-loss.ts'
import type { Repeated } from './weigh-repeated.ts'

/** What one case was, showed and came to. */
export interface CaseResult {
  index: number
  world: World
  exchanges: readonly (readonly [Probe, Seen])[]
  repeated: Repeated[]
  /** Ways that lost datagrams, measured. */
  loss: MeasuredLoss[]
  /** What the sample of pairs hit, where the case had one. */
  sample?: SampleShares
  /** Probes that agents compared and did not return, by rule. */
  asExpected?: Record<string, number>
  /** `paused`: the exchanges of all properties. */
  evidence: Omit<Evidence, 'exchanges' | 'stages' | 'history'>
  /** What the properties' stages showed; none where none were made. */
  stages: MadeStages
  properties: readonly Property[]
  /** For each exchange the property that asked for it; the same for the paused ones. */
  owners: readonly Property[]
  pausedOwners: readonly Property[]
  /** What the scenario's Steps showed; absent without Steps, and where the first state was refuted already. */
  history?: History
  checks: Check[]
  durationsMs: Record<string, number>
}

export interface CaseRequest {
  index: number
  cluster: StartedCluster
  provider: Pick<ClusterProvider, 'name' | 'convergence'>
  scenario: Scenario
  properties: readonly Property[]
  /** Make the probes whose right answer is silence as well, those that pause the network's daemon, and stages. */
  slow: boolean
  /** How long an answer in the end state may take where nothing else is right; as long as any probe's by default. */
  answerTimeMs?: number
  /** Absent: every pair is probed, and every observation kept. */
  sample?: SampleRequest
}

/** A packet that goes unanswered has been on the wire long before: whether it should be answered is not asked here. */
const capturedDeadlineMs = 1_500

/**
 * Applies a scenario, makes every probe of every property, reads structure, judges, and makes refuted probes again. Where
 * nothing was refuted the scenario's Steps follow; afterwards the cluster holds what they lead to.
 */
export async function checkCase(request: CaseRequest, signal: AbortSignal): Promise<CaseResult> {
  const { cluster, properties } = request
  const watch = new Stopwatch()
  const status = await watch.time('apply', () => cluster.apply(startOf(request.scenario), signal))
  // Before anything is probed: from here on the API server is asked nothing.
  const facts = await watch.time('facts', () => cluster.clusterFacts(signal))
  const sampled = await watch.time('sample', async () => sampleCase(request))
  const world = makeWorld(cluster.network, cluster.topology, request.scenario, status, sampled?.sample)

  const captured = planProbes(properties, (property) => property.capturedProbes?.(world) ?? [])
  const bridges = world.network.podLinks === 'bridge' ? ['cni0'] : []
  const hasPods = new Set(world.networkPods.map((pod) => pod.nodeName))
  const uplinks = world.topology.nodes.flatMap((node) => {
    return [uplinkDevice(node), ...(hasPods.has(node.name) ? bridges : [])].map((device) => ({
      place: nodePlace(node.name),
      device,
    }))
  })
  const capture = await watch.time('capture', () =>
    cluster.capture(uplinks, () => cluster.probe(captured.probes, signal, capturedDeadlineMs), signal),
  )

  const open = planProbes(properties, (property) => [
    ...(property.probes?.(world) ?? []),
    ...(request.slow ? (property.slowProbes?.(world) ?? []) : []),
  ])
  const { seen: observed, asExpected } = await watch.time('probe', () => makeProbes(cluster, world, open, signal))
  const structure = await watch.time('structure', () => cluster.structure(signal))
  const still = planProbes(properties, (property) => (request.slow ? (property.pausedProbes?.(world) ?? []) : []))
  const pauses = still.probes.length > 0
  const paused = pauses
    ? await watch.time('paused', () => cluster.pauseDaemon(() => cluster.probe(still.probes, signal)))
    : undefined

  const stages = request.slow
    ? await watch.time('stages', () => makeStages(cluster, world, properties, signal))
    : new Map<Property, never>()

  const exchanges = pairUp([...captured.probes, ...open.probes], [...capture.result, ...observed])
  const evidence: CaseResult['evidence'] = {
    structure,
    frames: capture.frames,
    droppedFrames: capture.droppedFrames,
    ...(facts !== undefined && { cluster: facts }),
    ...pausedEvidence(pauses, paused, (observations) => pairUp(still.probes, observations)),
  }
  const checks = await watch.time('judge', async () =>
    properties.flatMap((property, position) => {
      const own = [...captured.slice(position, capture.result), ...open.slice(position, observed)]
      const ownPaused = pausedEvidence(pauses, paused, (observations) => still.slice(position, observations))
      const ownStages = stages.get(property)
      const staged = ownStages === undefined ? {} : { stages: ownStages }
      return property.judge(world, { ...evidence, ...ownPaused, ...staged, exchanges: own })
    }),
  )
  const repeated = await watch.time('repeat', () => repeatRefuted(world, cluster, exchanges, checks, signal))
  const loss = await watch.time('loss', () => measureLoss(world, cluster, exchanges, checks, signal))
  const weighed = weighLoss(world, loss, checks)
  const isSound = weighed.every(({ verdict, defect }) => verdict !== 'refuted' || defect !== undefined)
  const isAsked = (request.scenario.steps ?? []).length > 0 && properties.some(({ ofHistories }) => ofHistories)
  const history =
    isAsked && isSound
      ? await watch.time('history', () => makeHistory({ ...request, world, properties }, signal))
      : undefined
  const afterwards =
    history === undefined ? [] : judgeHistory(world, properties, { ...evidence, exchanges: [], history })
  return {
    index: request.index,
    world,
    exchanges,
    repeated,
    loss,
    ...(sampled !== undefined && { sample: sampleShares(world, sampled, exchanges) }),
    ...(asExpected !== undefined && { asExpected }),
    evidence,
    stages,
    properties,
    owners: [...captured.owners, ...open.owners],
    pausedOwners: still.owners,
    ...(history !== undefined && { history }),
    checks: [...weighed, ...afterwards],
    durationsMs: watch.laps,
  }
}

/** Evidence of the first state is in it for the shape alone: it has been judged. */
export function judgeHistory(world: World, properties: readonly Property[], evidence: Evidence): Check[] {
  return properties.filter(({ ofHistories }) => ofHistories).flatMap((property) => property.judge(world, evidence))
}
