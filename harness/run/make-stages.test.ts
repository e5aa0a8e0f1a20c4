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
    topology: world.topology,
    async read(commands: { place: string }[]) {
      log.push('read')
      // One Node cannot be read.
      return commands.map((_, index) => ({ exitCode: index === 0 ? 1 : 0, stdout: `at ${log.length}`, stderr: '' }))
    },
    async keepFlowing(flows: unknown[], action: () => Promise<unknown>) {
      log.push(`hold ${flows.length}`)
      const result = await action()
      log.push('let go')
      return { traffic: { reports: [], longestPauseMs: 0 }, result }
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

test('connections are held while a stage probes, and what IPVS counts is read before, meanwhile and after', async () => {
  const { log, cluster, clock } = recorder()
  const [call] = callOf(4)(world)
  if (call === undefined) throw new Error('no call')
  const staged = property(() => [{ inTurn: true, holds: () => [call, call], probes: callOf(4) }])
  const [results] = [...(await makeStages(cluster, world, [staged], never, clock)).values()]
  expect(log).toEqual(['read', 'hold 2', 'read', 'probe 1 in turn', 'read', 'let go'])
  const load = results?.[0]?.load
  expect(load?.flows).toEqual([call, call].map((probe) => ({ kind: 'held', probe })))
  expect([load?.before.node2, load?.open.node2, load?.after.node2]).toEqual([['at 1'], ['at 3'], ['at 5']])
  expect(load?.open.node1).toBeUndefined()
})
