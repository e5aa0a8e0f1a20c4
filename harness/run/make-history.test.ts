import { expect, test } from 'vitest'
import type { StartedCluster } from '../../clusters/cluster.ts'
import type { Clock } from '../../clusters/host/clock.ts'
import type { Flow, FlowReport } from '../../properties/model/flow.ts'
import type { Observation } from '../../properties/model/observation.ts'
import type { Probe } from '../../properties/model/probe.ts'
import type { Scenario } from '../../properties/model/scenario.ts'
import type { Disturbance, Step } from '../../properties/model/step.ts'
import { outageShowsMs } from '../../properties/outage.ts'
import { podsReachPodsWithoutNat } from '../../properties/pods-reach-pods-without-nat.ts'
import { fivePods, servedWorld, serviceOf } from '../../properties/test-support/services.ts'
import { untouchedTrafficHasNoGap } from '../../properties/untouched-traffic-has-no-gap.ts'
import { makeHistory } from './make-history.ts'

const start: Scenario = { pods: fivePods, services: [serviceOf('c')] }
const report: FlowReport = {
  attempts: 1,
  answered: 1,
  failed: {},
  servers: [],
  changes: 0,
  longestGap: { fromMs: 0, toMs: 1 },
}
const refused: Observation = { outcome: 'refused', durationMs: 1 }

/** A cluster where every probe is refused and each call takes a second. */
async function historyOf(
  steps: Step[],
  disturbances: Disturbance[],
  apply?: () => Promise<never>,
  answerTimeMs?: number,
  boundMs = 1500,
  judgesTraffic = true,
) {
  const log: string[] = []
  const deadlines: (number | undefined)[] = []
  let nowMs = 0
  let held = start
  const note = (line: string) => {
    log.push(line)
    nowMs += 1000
  }
  const cluster = {
    disturbances,
    status: () => servedWorld('flannel-vxlan', held).status,
    apply:
      apply ??
      (async (scenario: Scenario) => {
        note(
          `apply ${scenario.pods.map(({ name }) => name).join('')}${scenario.steps === undefined ? '' : ' with steps'}`,
        )
        held = scenario
      }),
    disturb: async (step: Step) => note(`disturb ${step.kind}`),
    probe: async (probes: readonly Probe[], _: AbortSignal, deadlineMs?: number) => {
      deadlines.push(deadlineMs)
      note(
        `probe ${[...new Set(probes.map(({ sourcePort }) => (sourcePort === undefined ? 'fresh' : 'held')))].join()}`,
      )
      return probes.map(() => refused)
    },
    keepFlowing: async (flows: readonly Flow[], action: () => Promise<unknown>) => {
      log.push('flows begin')
      const result = await action()
      log.push('flows end')
      return { traffic: { reports: flows.map(() => report), longestPauseMs: 0 }, result }
    },
  }
  const history = await makeHistory(
    {
      index: 0,
      cluster: cluster as unknown as StartedCluster,
      world: { ...servedWorld('flannel-vxlan', start), scenario: { ...start, steps } },
      provider: { name: 'lab', convergence: { timeMs: boundMs, source: 'a test' } },
      properties: [podsReachPodsWithoutNat, ...(judgesTraffic ? [untouchedTrafficHasNoGap] : [])],
      ...(answerTimeMs !== undefined && { answerTimeMs }),
    },
    new AbortController().signal,
    {
      nowMs: () => nowMs,
      wait: async (ms) => {
        if (ms > 1000) log.push(`wait ${ms} ms`)
      },
    } satisfies Clock,
  )
  return { log, deadlines, history }
}

const steps: Step[] = [
  { kind: 'delete-pod', podName: 'b' },
  { kind: 'flap-link', nodeName: 'node1' },
]

test('steps and the first probes while traffic goes on, then the old source ports', async () => {
  const { log, history } = await historyOf(steps, ['flap-link'])
  expect(log).toEqual([
    'flows begin',
    'apply acgh',
    'disturb flap-link',
    'probe fresh',
    'probe fresh',
    'probe fresh',
    'flows end',
    'probe held',
  ])
  expect(history.steps).toEqual([
    { step: steps[0], beganMs: 0, endedMs: 1000 },
    { step: steps[1], beganMs: 1000, endedMs: 2000 },
  ])
  expect(history.end.scenario.pods.map(({ name }) => name)).not.toContain('b')
  expect(history).toMatchObject({ rounds: 4, bound: { timeMs: 1500 } })
  expect(history.convergedMs).toBeUndefined()
})

test('traffic goes on for as long after the last change as it takes an outage to show', async () => {
  const { log } = await historyOf(steps.slice(0, 1), [], undefined, undefined, 0)
  expect((await historyOf(steps.slice(0, 1), [], undefined, undefined, 0, false)).log.at(-3)).toBe('probe fresh')
  expect(log.slice(-4)).toEqual(['probe fresh', `wait ${outageShowsMs - 1000} ms`, 'flows end', 'probe held'])
})

test('what the provider cannot do is left out and told; the rest of the step is made', async () => {
  const heir = { ...(fivePods[1] as (typeof fivePods)[number]), name: 'heir' }
  const { log, history } = await historyOf([{ kind: 'reuse-address', podName: 'b', pod: heir }], [])
  expect(log.slice(0, 2)).toEqual(['flows begin', 'apply acghheir'])
  expect(history.steps[0]?.notDone).toBe('this cluster of the provider lab has no reuse-address')
})

test('no probe comes from the port of a flow whose client or target is gone', async () => {
  const { history } = await historyOf([{ kind: 'delete-service', serviceName: 'to-c' }], [])
  const ports = history.exchanges.flatMap(([{ sourcePort, target }]) => (sourcePort === undefined ? [] : [target.kind]))
  expect(new Set(ports)).toEqual(new Set(['pod']))
})

test('answers may take as long as any, up to the bound in a round before it, or as long as is said', async () => {
  expect((await historyOf(steps, ['flap-link'])).deadlines).toEqual([1500, 500, 4000, 4000])
  expect((await historyOf(steps, ['flap-link'], undefined, 300)).deadlines).toEqual([300, 300, 300, 300])
})

test('a change that fails is the error', async () => {
  await expect(historyOf(steps, [], () => Promise.reject(new Error('no room')))).rejects.toThrow('no room')
})
