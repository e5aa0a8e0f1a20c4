import type { StartedCluster } from '../../clusters/cluster.ts'
import { explainingDefect, judgeProbe } from '../../properties/model/judge.ts'
import type { Observation } from '../../properties/model/observation.ts'
import { nodePlace } from '../../properties/model/place.ts'
import type { Probe } from '../../properties/model/probe.ts'
import type { Scenario } from '../../properties/model/scenario.ts'
import type { Check } from '../../properties/model/verdict.ts'
import { makeWorld, type World } from '../../properties/model/world.ts'
import type { Evidence, Property } from '../../properties/property.ts'
import { Stopwatch } from './stopwatch.ts'

/** How often a refuted probe is made again, with fresh ports, before it is called persistent. */
const repeats = 3
/** Refuted probes made again in one case; further ones of the same case tell nothing new. */
const maxRepeated = 300

/** What one case was, showed and came to. */
export interface CaseResult {
  index: number
  world: World
  exchanges: readonly (readonly [Probe, Observation])[]
  repeated: { exchange: number; observations: Observation[] }[]
  evidence: Pick<Evidence, 'structure' | 'frames' | 'droppedFrames'>
  checks: Check[]
  durationsMs: Record<string, number>
}

export interface CaseRequest {
  index: number
  cluster: StartedCluster
  scenario: Scenario
  properties: readonly Property[]
  /** Make the probes whose right answer is silence as well. */
  slow: boolean
}

/** Applies a scenario, makes every probe of every property, reads structure, judges, and makes refuted probes again. */
export async function checkCase(request: CaseRequest, signal: AbortSignal): Promise<CaseResult> {
  const { cluster, properties } = request
  const watch = new Stopwatch()
  const status = await watch.time('apply', () => cluster.apply(request.scenario, signal))
  const world = makeWorld(cluster.network, cluster.topology, request.scenario, status)

  const captured = plan(properties, (property) => property.capturedProbes?.(world) ?? [])
  const bridges = world.network.podLinks === 'bridge' ? ['cni0'] : []
  const uplinks = world.topology.nodes.flatMap((node) => {
    const hasPods = world.networkPods.some((pod) => pod.nodeName === node.name)
    return ['eth0', ...(hasPods ? bridges : [])].map((device) => ({ place: nodePlace(node.name), device }))
  })
  const capture = await watch.time('capture', () =>
    cluster.capture(uplinks, () => cluster.probe(captured.probes, signal), signal),
  )

  const open = plan(properties, (property) => [
    ...(property.probes?.(world) ?? []),
    ...(request.slow ? (property.slowProbes?.(world) ?? []) : []),
  ])
  const observed = await watch.time('probe', () => cluster.probe(open.probes, signal))
  const structure = await watch.time('structure', () => cluster.structure(signal))

  const exchanges = pairUp([...captured.probes, ...open.probes], [...capture.result, ...observed])
  const evidence = { structure, frames: capture.frames, droppedFrames: capture.droppedFrames }
  const checks = await watch.time('judge', async () =>
    properties.flatMap((property, position) => {
      const own = [...captured.slice(position, capture.result), ...open.slice(position, observed)]
      return property.judge(world, { ...evidence, exchanges: own })
    }),
  )
  const repeated = await watch.time('repeat', () => repeatRefuted(world, cluster, exchanges, checks, signal))
  return { index: request.index, world, exchanges, repeated, evidence, checks, durationsMs: watch.laps }
}

/** The probes of all properties as one batch, and the way back to each property's share. */
function plan(properties: readonly Property[], probesOf: (property: Property) => Probe[]) {
  const starts: number[] = []
  const probes: Probe[] = []
  for (const property of properties) {
    starts.push(probes.length)
    for (const probe of probesOf(property)) probes.push(probe)
  }
  const slice = (position: number, observations: readonly Observation[]) => {
    const from = starts[position] ?? 0
    const to = starts[position + 1] ?? probes.length
    return pairUp(probes.slice(from, to), observations.slice(from, to))
  }
  return { probes, slice }
}

function pairUp(probes: readonly Probe[], observations: readonly Observation[]): (readonly [Probe, Observation])[] {
  return probes.map((probe, index) => {
    const observation = observations[index]
    if (observation === undefined) throw new Error(`no observation for probe ${index} of ${probes.length}`)
    return [probe, observation] as const
  })
}

/**
 * Makes refuted probes again and writes into their checks how they behaved: persistent (wrong every time), late (right
 * every time now) or flaky. All three stay refuted. A known defect that always occurs needs
 * no confirmation; one that occurs by chance explains only what is right every time now.
 */
async function repeatRefuted(
  world: World,
  cluster: StartedCluster,
  exchanges: readonly (readonly [Probe, Observation])[],
  checks: readonly Check[],
  signal: AbortSignal,
): Promise<CaseResult['repeated']> {
  const refuted = checks
    .filter((check) => check.verdict === 'refuted' && check.probe !== undefined && check.defect === undefined)
    .slice(0, maxRepeated)
  if (refuted.length === 0) return []
  const probes = refuted.flatMap(({ probe }) =>
    probe === undefined ? [] : Array.from({ length: repeats }, () => probe),
  )
  const observations = await cluster.probe(probes, signal)
  const repeated = refuted.flatMap((check, position) => {
    const again = observations.slice(position * repeats, (position + 1) * repeats)
    const { probe } = check
    if (probe === undefined) return []
    const failed = again.filter(
      (observation) => judgeProbe(check.property, world, probe, observation).verdict !== 'holds',
    ).length
    check.persistence = failed === repeats ? 'persistent' : failed === 0 ? 'late' : 'flaky'
    check.attempts = { failed: failed + 1, made: repeats + 1 }
    return [
      { exchange: exchanges.findIndex(([, observation]) => observation === check.observation), observations: again },
    ]
  })
  explainByChance(world, refuted)
  return repeated
}

/** A defect that occurs by chance explains one late probe of a case: two of them are no chance. */
function explainByChance(world: World, refuted: readonly Check[]): void {
  const late = refuted.filter((check) => check.persistence === 'late')
  const [check] = late
  if (late.length !== 1 || check?.probe === undefined || check.observation === undefined) return
  const defect = explainingDefect(world, check.rule, check.probe, check.observation, 'by-chance')
  if (defect !== undefined) check.defect = defect
}
