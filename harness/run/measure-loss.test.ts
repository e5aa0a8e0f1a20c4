import { expect, test } from 'vitest'
import type { StartedCluster } from '../../clusters/cluster.ts'
import type { Observation } from '../../properties/model/observation.ts'
import { podPlace } from '../../properties/model/place.ts'
import type { Probe } from '../../properties/model/probe.ts'
import type { Check } from '../../properties/model/verdict.ts'
import { podOf } from '../../properties/model/world.ts'
import { fromPod, toPod } from '../../properties/probes.ts'
import { threePods, worldOf } from '../../properties/test-support/worlds.ts'
import { measureLoss } from './measure-loss.ts'

const world = worldOf('flannel-vxlan-nft', threePods)
const probe = toPod(world, fromPod(podOf(world, 'a')), podOf(world, 'c'), 'udp')
const lost: Observation = { outcome: 'timed-out', durationMs: 4_000 }
const answered: Observation = { outcome: 'answered', durationMs: 1 }

async function measured(changes: Partial<Check>) {
  const cluster = { probe: async (probes: readonly Probe[]) => probes.map(() => answered) }
  const check = { verdict: 'refuted', rule: 'pod-to-pod-other-node', observation: lost, probe, ...changes } as Check
  const exchanges = [
    [probe, lost],
    [probe, answered],
  ] as const
  const never = new AbortController().signal
  return measureLoss(world, cluster as unknown as StartedCluster, exchanges, [check], never)
}

test('what was lost now and then is measured on its way', async () => {
  expect(await measured({ persistence: 'flaky' })).toEqual([{ from: 'node1', to: 'node2', made: 1000, lost: 0 }])
})

test('what fails every time is no loss, and neither is what a known defect explains every time', async () => {
  expect(await measured({ persistence: 'persistent' })).toEqual([])
  expect(await measured({ defect: 'flannel-nft-rule-4-detour-tunnel' })).toEqual([])
  expect(await measured({ persistence: 'late', defect: 'kube-proxy-by-chance' })).toHaveLength(1)
})

test('a refusal that was lost now and then has its way measured with what others are to answer', async () => {
  const closed: Probe = {
    ...probe,
    target: { kind: 'closed-port', place: podPlace('c'), address: '10.244.2.2', port: 4 },
  }
  const unheard: Observation = { outcome: 'timed-out', durationMs: 4_000 }
  const check = (persistence: 'late' | 'persistent') =>
    ({ verdict: 'refuted', rule: 'closed-port', observation: unheard, probe: closed, persistence }) as Check
  const batches: Probe[] = []
  const cluster = {
    probe: async (probes: readonly Probe[]) => {
      batches.push(...probes)
      return probes.map(() => answered)
    },
  } as unknown as StartedCluster
  const exchanges = [
    [closed, unheard],
    [probe, answered],
  ] as const
  const never = new AbortController().signal
  expect(await measureLoss(world, cluster, exchanges, [check('late')], never)).toHaveLength(1)
  expect(new Set(batches.map(({ target }) => target.port))).toEqual(new Set([probe.target.port]))
  expect(await measureLoss(world, cluster, exchanges, [check('persistent')], never)).toEqual([])
})
