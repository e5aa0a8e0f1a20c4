import type { History } from '../history.ts'
import { historyFlows } from '../history-flows.ts'
import { endOf, startOf } from '../model/apply-step.ts'
import type { Flow, FlowReport } from '../model/flow.ts'
import type { Observation } from '../model/observation.ts'
import type { Probe } from '../model/probe.ts'
import type { Scenario } from '../model/scenario.ts'
import type { Step } from '../model/step.ts'
import type { World } from '../model/world.ts'
import { fromPod, toPod } from '../probes.ts'
import { properties } from '../registry.ts'
import { fivePods, servedWorld, serviceOf } from './services.ts'
import { SimulatedCluster } from './simulated-calls.ts'

export const start: Scenario = { pods: fivePods, services: [serviceOf('a'), serviceOf('c')] }
export const withSteps = (...steps: Step[]): Scenario => ({ ...start, steps })

export const quiet: FlowReport = {
  attempts: 20,
  answered: 20,
  failed: {},
  servers: [],
  changes: 0,
  longestGap: { fromMs: 100, toMs: 220 },
}

/** A probe of the end state that was right. */
function oneOf(world: World): readonly [Probe, Observation] {
  const [client, target] = world.networkPods
  if (client === undefined || target === undefined) throw new Error('no Pods')
  const probe = toPod(world, fromPod(client), target, 'udp')
  return [probe, new SimulatedCluster().observe(world, probe)]
}

/** A history in which nothing went wrong, with what the test changes in the reports of its flows. */
export function historyOf(
  scenario: Scenario,
  reportOf: (flow: Flow) => Partial<FlowReport> = () => ({}),
  changes: Partial<History> = {},
): { world: World; history: History } {
  const world = { ...servedWorld('flannel-vxlan', startOf(scenario)), scenario }
  const flows = historyFlows(world, 0)
  const history: History = {
    steps: (scenario.steps ?? []).map((step, index) => ({ step, beganMs: 100 * index, endedMs: 100 * index + 90 })),
    end: servedWorld('flannel-vxlan', endOf(scenario)),
    flows,
    traffic: { reports: flows.map((flow) => ({ ...quiet, ...reportOf(flow) })), longestPauseMs: 20 },
    exchanges: [oneOf(world)],
    rounds: 1,
    convergedMs: 12,
    bound: { timeMs: 2000, source: 'a test' },
    ...changes,
  }
  return { world, history }
}

export function judged(id: string, { world, history }: ReturnType<typeof historyOf>) {
  const property = properties.find((one) => one.id === id)
  const evidence = { exchanges: [], structure: {}, frames: [], droppedFrames: 0, history }
  return property?.judge(world, evidence) ?? []
}

export const refuted = (checks: ReturnType<typeof judged>) => checks.filter(({ verdict }) => verdict === 'refuted')
export const subjects = (checks: ReturnType<typeof judged>) => checks.map(({ subject }) => subject).join('\n')
