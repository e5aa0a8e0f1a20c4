import { expect, test } from 'vitest'
import type { EngineFacts } from './facts.ts'
import { describeProblems, type EngineNeeds, refusesCgroup1 } from './problems.ts'

const able: EngineFacts = {
  reach: { state: 'reachable', version: '20.10.24', cgroupVersion: 1, dataRoot: '/var/lib/docker' },
  isRoot: false,
  inotify: { instances: 1024, watches: 524_288 },
  machineCgroupVersion: 1,
  dataRoot: '/var/lib/docker',
  freeBytes: 40e9,
}
const sentences = (change: Partial<EngineFacts>, needs: Partial<EngineNeeds> = {}) =>
  describeProblems({ ...able, ...change }, { canStart: false, ...needs }).map(({ sentence }) => sentence)

test('nothing is wrong with an engine that answers', () => {
  expect(sentences({}, { kubernetesVersion: 'v1.34.4' })).toEqual([])
})

test('everything that is wrong is said at once', () => {
  const facts: Partial<EngineFacts> = {
    reach: { state: 'no client', words: 'there is no docker on the PATH' },
    inotify: { instances: 128, watches: 8192 },
    freeBytes: 2.46e9,
  }
  expect(sentences(facts, { kubernetesVersion: 'v1.35.0' })).toEqual([
    'no container engine answers (there is no docker on the PATH): install Docker, or run podnet as root on Debian or Ubuntu, where it brings its own',
    'Kubernetes v1.35.0 refuses cgroup v1, which this machine has: take --kubernetes-version v1.34.4, or boot with systemd.unified_cgroup_hierarchy=1',
    'inotify limits are too low for several nodes (128 instances, 8192 watches): sudo sysctl -w fs.inotify.max_user_instances=1024 fs.inotify.max_user_watches=524288',
    'not enough disk: 2.5 GB are free at /var/lib/docker, and a cluster with its images needs 6 GB',
  ])
})

test('an engine that does not run is no problem where podnet starts one', () => {
  const reach = { state: 'not running', words: 'Cannot connect' } as const
  expect(sentences({ reach }, { canStart: true })).toEqual([])
  expect(sentences({ reach, isRoot: true })).toEqual([
    'no container engine answers (Cannot connect): start Docker, or point DOCKER_HOST at an engine that runs',
  ])
})

test('an engine that refuses is one even there', () => {
  const reach = { state: 'refused', words: 'permission denied' } as const
  expect(sentences({ reach }, { canStart: true })).toEqual([
    'the container engine refuses this user (permission denied): add the user to the group docker (sudo usermod -aG docker USER, then log in again), or run podnet as root',
  ])
})

test('root raises the inotify limits where it makes an engine ready, and is told elsewhere', () => {
  const inotify = { instances: 128, watches: 8192 }
  expect(sentences({ isRoot: true, inotify }, { canStart: true })).toEqual([])
  expect(sentences({ isRoot: true, inotify })).toEqual([
    'inotify limits are too low for several nodes (128 instances, 8192 watches): `podnet images build` raises them, or sysctl -w fs.inotify.max_user_instances=1024 fs.inotify.max_user_watches=524288',
  ])
})

test('the cgroup version of the engine counts, and that of the machine where there is no engine', () => {
  const newer = { kubernetesVersion: 'v1.36.1' }
  const reach = { ...able.reach, cgroupVersion: 2 } as EngineFacts['reach']
  expect(sentences({ reach }, newer)).toEqual([])
  const none = { state: 'not running', words: 'x' } as const
  expect(sentences({ reach: none }, { ...newer, canStart: true })).toHaveLength(1)
})

test.each([
  ['v1.34.4', false],
  ['1.35.0', true],
  ['v1.40.1', true],
  ['v2.0.0', true],
  ['v1.9.0', false],
])('Kubernetes %s refuses cgroup v1: %s', (version, expected) => {
  expect(refusesCgroup1(version)).toBe(expected)
})
