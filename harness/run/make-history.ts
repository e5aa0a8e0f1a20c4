import { fullDeadlineMs } from '../../clusters/agents/probe.ts'
import type { ClusterProvider, StartedCluster } from '../../clusters/cluster.ts'
import { type Clock, systemClock } from '../../clusters/host/clock.ts'
import { judgeEnd } from '../../properties/clusters-converge-after-a-history.ts'
import { flowBefore, type History, type MadeStep } from '../../properties/history.ts'
import { goesOn, historyFlows } from '../../properties/history-flows.ts'
import { applyStep, startOf } from '../../properties/model/apply-step.ts'
import { mustBeAnswered } from '../../properties/model/expectation.ts'
import type { Observation } from '../../properties/model/observation.ts'
import type { Probe } from '../../properties/model/probe.ts'
import type { Scenario } from '../../properties/model/scenario.ts'
import { changesNodes, disturbanceOf, type Step } from '../../properties/model/step.ts'
import { makeWorld, type World } from '../../properties/model/world.ts'
import { outageShowsMs } from '../../properties/outage.ts'
import type { Property } from '../../properties/property.ts'
import { Settling } from './settling.ts'

/** What decides how a history is made, beside the case's world. */
export interface HistoryRequest {
  /** Of the case: it decides which source ports its flows take. */
  index: number
  cluster: StartedCluster
  world: World
  provider: Pick<ClusterProvider, 'name' | 'convergence'>
  /** Their ordinary probes are those of the end state. */
  properties: readonly Property[]
  /** How long an answer may take where nothing else is right; as long as any probe's by default. */
  answerTimeMs?: number
}

/**
 * Makes the Steps of a case one after the other while traffic goes on, then probes until the cluster does what the model
 * says of the last state, or has had its time. The cluster holds that state afterwards.
 */
export async function makeHistory(
  request: HistoryRequest,
  signal: AbortSignal,
  clock: Clock = systemClock,
): Promise<History> {
  const { cluster, world, index, provider, properties, answerTimeMs = fullDeadlineMs } = request
  const timeOf = (end: World, probes: readonly Probe[]) =>
    probes.every((probe) => mustBeAnswered(end, probe)) ? answerTimeMs : fullDeadlineMs
  const flows = historyFlows(world, index)
  const { traffic, result } = await cluster.keepFlowing(
    flows,
    async () => {
      const steps = await makeSteps(request, signal, clock)
      const end = makeWorld(world.network, world.wholeTopology, steps.scenario, cluster.status(), world.sample)
      const settling = new Settling(cluster, provider.convergence.timeMs, clock)
      const probes = endProbes(end, properties)
      const judge = (probe: Probe, seen: Observation) => judgeEnd(world, end, undefined, probe, seen)
      const lastChangeAt = clock.nowMs()
      await settling.settle(probes, judge, signal, timeOf(end, probes))
      // What the last Step broke is a gap no sooner.
      if (properties.some(({ ofTraffic }) => ofTraffic))
        await clock.wait(Math.max(0, lastChangeAt + outageShowsMs - clock.nowMs()), signal)
      return { steps: steps.made, end, settling }
    },
    signal,
  )
  const { steps, end, settling } = result
  const structure = steps.some(({ step }) => changesNodes(step)) ? await cluster.structure(signal) : undefined
  const held = flows.filter((flow) => flow.probe.sourcePort !== undefined && goesOn(world, end, flow))
  const soFar = { end, flows, traffic }
  const probes = held.map(({ probe }) => probe)
  const judge = (probe: Probe, seen: Observation) => judgeEnd(world, end, flowBefore(soFar, probe), probe, seen)
  await settling.settle(probes, judge, signal, timeOf(end, probes))
  return { ...soFar, steps, ...(structure && { structure }), ...settling.outcome(), bound: provider.convergence }
}

/** Makes each Step as a difference. */
async function makeSteps(
  { cluster, world, provider }: HistoryRequest,
  signal: AbortSignal,
  clock: Clock,
): Promise<{ made: MadeStep[]; scenario: Scenario }> {
  const beganAt = clock.nowMs()
  const sinceMs = () => Math.round(clock.nowMs() - beganAt)
  const made: MadeStep[] = []
  let scenario = startOf(world.scenario)
  for (const step of world.scenario.steps ?? []) {
    signal.throwIfAborted()
    const beganMs = sinceMs()
    const notDone = cannot(provider.name, cluster, step)
    if (notDone === undefined && disturbs(step)) await cluster.disturb(step, signal)
    const next = applyStep(scenario, step)
    if (changesScenario(step)) await cluster.apply(next, signal)
    scenario = next
    made.push({ step, beganMs, endedMs: sinceMs(), ...(notDone !== undefined && { notDone }) })
  }
  return { made, scenario }
}

/** Nodes come and go as Pods do: by what is asked for. */
const disturbs = (step: Step): boolean => disturbanceOf(step) !== undefined && !changesNodes(step)

const changesScenario = ({ kind }: Step): boolean => kind !== 'flap-link' && kind !== 'restart'

function cannot(provider: string, { disturbances }: StartedCluster, step: Step): string | undefined {
  const wanted = disturbanceOf(step)
  if (wanted === undefined || disturbances.includes(wanted)) return undefined
  return `this cluster of the provider ${provider} has no ${wanted}`
}

/** The ordinary probes of the end state, each once. */
function endProbes(end: World, properties: readonly Property[]): Probe[] {
  const all = properties.flatMap((property) => property.probes?.(end) ?? [])
  return [...new Map(all.map((probe) => [JSON.stringify(probe), probe])).values()]
}
