import { expect, test } from 'vitest'
import type { Observation } from './model/observation.ts'
import type { Probe } from './model/probe.ts'
import { podOf } from './model/world.ts'
import type { Evidence } from './property.ts'
import { refuted, verdicts } from './test-support/checks.ts'
import { labEvidence } from './test-support/cluster-facts.ts'
import { threePods, worldOf } from './test-support/worlds.ts'
import { trafficGoesOnWithoutTheDaemon } from './traffic-goes-on-without-the-daemon.ts'

const world = worldOf('flannel-vxlan', threePods)
const { judge, pausedProbes } = trafficGoesOnWithoutTheDaemon
const probes = pausedProbes?.(world) ?? []
const paused = { processes: 1, running: 0 }

function answered({ client, target }: Probe): Observation {
  const own = { address: podOf(world, client.slice('pod/'.length)).ip, port: 40000 }
  const server = { identity: target.server ?? '', local: { address: target.address, port: target.port }, peer: own }
  return { outcome: 'answered', client: own, server, durationMs: 1 }
}

const timedOut: Observation = { outcome: 'timed-out', durationMs: 4000 }

/** Evidence where probes of one client fail. */
function evidence(failing: { before?: string; paused?: string }, node2 = paused): Evidence {
  const exchanges = (client: string | undefined) =>
    probes.map((probe) => [probe, probe.client === client ? timedOut : answered(probe)] as const)
  return {
    ...labEvidence(world),
    exchanges: exchanges(failing.before),
    paused: {
      daemon: { program: 'flanneld', nodes: { node1: paused, node2 } },
      exchanges: exchanges(failing.paused),
    },
  }
}

test('one pair of Pods for each ordered pair of Nodes, over TCP and UDP', () => {
  expect(probes.map(({ client, target, protocol }) => `${client} ${target.place} ${protocol}`)).toEqual([
    'pod/a pod/c tcp',
    'pod/a pod/c udp',
    'pod/c pod/a tcp',
    'pod/c pod/a udp',
  ])
})

test('holds where all are answered', () => {
  expect(verdicts(judge(world, evidence({})))).toEqual({ holds: 2 })
})

test('refuted where the pause alone makes them fail, for those Nodes', () => {
  const checks = judge(world, evidence({ paused: 'pod/c' }))
  expect(refuted(checks)).toEqual([
    'kernel-carries-on Pods node2 -> node1 while flanneld stands still: timed out; timed out',
  ])
  expect(verdicts(checks)).toEqual({ holds: 1, refuted: 1 })
})

test('what fails with the daemon at work is not blamed on the pause', () => {
  expect(verdicts(judge(world, evidence({ before: 'pod/c', paused: 'pod/c' })))).toEqual({ holds: 1, inconclusive: 1 })
})

test('a daemon that did not stand still proves nothing, one that is not there has nothing to prove', () => {
  expect(verdicts(judge(world, evidence({}, { processes: 1, running: 1 })))).toEqual({ inconclusive: 2 })
  expect(verdicts(judge(world, evidence({}, { processes: 0, running: 0 })))).toEqual({ unsupported: 2 })
})

test('unsupported where no daemon runs, silent in a case that did not pause it', () => {
  expect(verdicts(judge(world, { ...labEvidence(world), paused: { exchanges: [] } }))).toEqual({ unsupported: 1 })
  expect(judge(world, labEvidence(world))).toEqual([])
})

test('a daemon that carries every packet itself is not paused, and nothing is claimed of it', () => {
  const udp = worldOf('flannel-udp', threePods)
  expect(pausedProbes?.(udp)).toEqual([])
  expect(verdicts(judge(udp, labEvidence(udp)))).toEqual({ unsupported: 1 })
})
