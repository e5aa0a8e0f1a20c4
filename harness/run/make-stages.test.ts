import { expect, test } from 'vitest'
import type { StartedCluster } from '../../clusters/cluster.ts'
import type { Scenario } from '../../properties/model/scenario.ts'
import { podOf } from '../../properties/model/world.ts'
import { fromPod, toPod } from '../../properties/probes.ts'
import type { Property } from '../../properties/property.ts'
import { threePods, worldOf } from '../../properties/test-support/worlds.ts'
import { makeStages } from './make-stages.ts'

const world = worldOf('flannel-vxlan', threePods)
const fewer: Scenario = { pods: threePods.pods.slice(0, 2) }
const never = new AbortController().signal

/** A cluster that writes down what it is told to do; `a` is always refused. */
function recorder() {
  const log: string[] = []
  const cluster = {
    async apply(scenario: Scenario) {
      log.push(`apply ${scenario.pods.length} Pods`)
      return worldOf('flannel-vxlan', scenario).status
    },
    async probe(probes: unknown[], _signal: AbortSignal, _deadlineMs: undefined, inTurn = false) {
      log.push(`probe ${probes.length}${inTurn ? ' in turn' : ''}`)
      return probes.map(() => ({ outcome: 'refused', durationMs: 1 }))
    },
  }
  const clock = { nowMs: () => 0, wait: async (ms: number) => void log.push(`wait ${ms}`) }
  return { log, cluster: cluster as unknown as StartedCluster, clock }
}

const property = (stages: Property['stages']): Property => ({
  ...{ id: 'p', claim: '', claims: [], level: 'core', needs: [], judge: () => [] },
  ...(stages !== undefined && { stages }),
})

const callOf = (pods: number) => (held: typeof world) =>
  held.pods.size === pods ? [toPod(held, fromPod({ name: 'a' }), podOf(held, 'b'), 'udp')] : []

test('stages of each property in order, and the case is put back before the next begins', async () => {
  const { log, cluster, clock } = recorder()
  const staged = property(() => [
    { probes: callOf(4) },
    { scenario: fewer, waitMs: 7, inTurn: true, probes: callOf(2) },
  ])
  const after = property(() => [{ waitMs: 1, probes: callOf(4) }])
  const made = await makeStages(cluster, world, [property(undefined), staged, after], never, clock)
  expect(log).toEqual(['probe 1', 'apply 2 Pods', 'wait 7', 'probe 1 in turn', 'apply 4 Pods', 'wait 1', 'probe 1'])
  expect([...made].map(([, results]) => results.map((one) => one.world.pods.size))).toEqual([[4, 2], [4]])
})

test('what a stage does not change still holds in the next', async () => {
  const { log, cluster, clock } = recorder()
  const staged = property(() => [{ scenario: fewer, probes: callOf(2) }, { probes: callOf(2) }])
  await makeStages(cluster, world, [staged], never, clock)
  expect(log).toEqual(['apply 2 Pods', 'probe 1', 'probe 1', 'apply 4 Pods'])
})
