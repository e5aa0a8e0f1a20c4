import { expect, test } from 'vitest'
import type { StartedCluster } from '../../clusters/cluster.ts'
import type { Observation, Seen } from '../../properties/model/observation.ts'
import type { Probe } from '../../properties/model/probe.ts'
import type { Check } from '../../properties/model/verdict.ts'
import { podOf } from '../../properties/model/world.ts'
import { fromPod, toPod } from '../../properties/probes.ts'
import { threePods, worldOf } from '../../properties/test-support/worlds.ts'
import { repeatRefuted } from './repeat-refuted.ts'

const world = worldOf('flannel-vxlan', threePods)
const small = toPod(world, fromPod(podOf(world, 'a')), podOf(world, 'c'), 'udp')
const fragmented: Probe = toPod(world, fromPod(podOf(world, 'a')), podOf(world, 'c'), 'udp', { size: 'fragmented' })
const timeout = (): Observation => ({ outcome: 'timed-out', durationMs: 4_000 })

/** How the checks of a small and of a fragmented datagram, both lost, are called after `answers` say which come again. */
async function repeated(answers: (probe: Probe, attempt: number) => boolean) {
  const exchanges: [Probe, Seen][] = [small, fragmented].map((probe) => [probe, timeout()])
  const checks = exchanges.map(
    ([probe, observation]) => ({ property: 'p', rule: 'r', verdict: 'refuted', probe, observation }) as Check,
  )
  const made = new Map<string, number>()
  const probe = async (probes: readonly Probe[]): Promise<Observation[]> =>
    probes.map((one) => {
      const attempt = made.get(one.size) ?? 0
      made.set(one.size, attempt + 1)
      return answers(one, attempt) ? answerOf(one) : timeout()
    })
  const never = new AbortController().signal
  await repeatRefuted(world, { probe } as unknown as StartedCluster, exchanges, checks, never)
  return checks.map(({ persistence, attempts }) => [persistence, attempts?.made])
}

function answerOf({ target }: Probe): Observation {
  const from = { address: podOf(world, 'a').ip, port: 4_000 }
  const to = { address: podOf(world, 'c').ip, port: target.port ?? 0 }
  return { outcome: 'answered', durationMs: 1, client: from, server: { identity: 'pod/c/main', local: to, peer: from } }
}

test('four losses in a row are no persistent failure where others come and go', async () => {
  const lossy = await repeated(({ size }, attempt) => size === 'small' || attempt >= 3)
  expect(lossy).toEqual([
    ['late', 24],
    ['flaky', 24],
  ])
})

test('what fails 24 times of 24 beside a loss stays persistent', async () => {
  expect(await repeated(({ size }) => size === 'small')).toEqual([
    ['late', 24],
    ['persistent', 24],
  ])
})

test('where nothing comes again, three times more are enough', async () => {
  expect(await repeated(() => false)).toEqual([
    ['persistent', 4],
    ['persistent', 4],
  ])
})
