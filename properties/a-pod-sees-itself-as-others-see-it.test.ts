import { expect, test } from 'vitest'
import { aPodSeesItselfAsOthersSeeIt as property } from './a-pod-sees-itself-as-others-see-it.ts'
import type { Observation } from './model/observation.ts'
import { podOf } from './model/world.ts'
import { fromPod, toPod } from './probes.ts'
import { threePods, worldOf } from './test-support/worlds.ts'

test('a socket that says another address is refuted, by a rule that no probe made again is judged by', () => {
  const world = worldOf('flannel-vxlan', threePods)
  const probe = toPod(world, fromPod(podOf(world, 'a')), podOf(world, 'c'), 'tcp')
  const server = { identity: 'pod/c/main', local: { address: podOf(world, 'c').ip, port: 8080 } }
  const observation: Observation = {
    outcome: 'answered',
    client: { address: '10.9.9.9', port: 40_000 },
    server: { ...server, peer: { address: podOf(world, 'a').ip, port: 40_000 } },
    durationMs: 1,
  }
  const evidence = { exchanges: [[probe, observation] as const], structure: {}, frames: [], droppedFrames: 0 }
  const [view] = property.judge(world, evidence).filter(({ rule }) => rule === 'self-view')
  expect(view).toMatchObject({ verdict: 'refuted', probe, observed: expect.stringContaining('it says 10.9.9.9') })
  expect(view).not.toHaveProperty('observation')
})
