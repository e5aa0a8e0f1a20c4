import { expect, test } from 'vitest'
import { containersJoinTheirPodsSandbox } from './containers-join-their-pods-sandbox.ts'
import type { RuntimeContainer } from './model/cluster-facts.ts'
import { refuted, verdicts } from './test-support/checks.ts'
import { healthyEvidence, labEvidence } from './test-support/cluster-facts.ts'
import { threePods, worldOf } from './test-support/worlds.ts'

const world = worldOf('flannel-vxlan', threePods)
const { judge } = containersJoinTheirPodsSandbox

/** What is refuted once a container of Pod a was changed. */
function withContainer(name: string | undefined, change: Partial<RuntimeContainer>): string[] {
  const evidence = healthyEvidence(world)
  const container = evidence.cluster.files.node1?.containers?.find((one) => one.pod === 'a' && one.name === name)
  Object.assign(container as RuntimeContainer, change)
  return refuted(judge(world, evidence))
}

test('holds for Pods of the Pod network and host-network Pods', () => {
  expect(verdicts(judge(world, healthyEvidence(world)))).toEqual({ holds: 11 })
})

test('where Nodes are namespaces it is unsupported', () => {
  expect(verdicts(judge(world, labEvidence(world)))).toEqual({ unsupported: 3 })
})

test('a process in another namespace is named', () => {
  const processes = [{ pid: 7, networkNamespace: 4711, startTicks: 200 }]
  expect(withContainer('main', { processes })).toEqual([
    'one-network-namespace pod/a: namespace of container main, process 7, 4711',
  ])
})

test('a container that started before the sandbox is named', () => {
  const processes = [{ pid: 7, networkNamespace: 101, startTicks: 99 }]
  expect(withContainer('main', { processes })).toEqual([
    'one-network-namespace pod/a: container main started before it',
  ])
})

test("a sandbox whose record names another namespace than podnet's Pod", () => {
  expect(withContainer(undefined, { networkNamespace: 4711 })[0]).toMatch(/^one-network-namespace pod\/a: /)
})

test('a sandbox that does something is no sandbox', () => {
  expect(withContainer(undefined, { argv: ['/bin/sh'] })).toEqual(['pod-sandbox pod/a: sandbox runs sh'])
})

test('a container that is missing', () => {
  expect(withContainer('main', { pod: 'somebody-else' })).toEqual(['pod-sandbox pod/a: containers '])
})

test('an answer of the plugins with another address', () => {
  const evidence = healthyEvidence(world)
  Object.assign(evidence.cluster.files.node2?.results[0] ?? {}, { addresses: ['10.244.2.99'] })
  expect(refuted(judge(world, evidence))).toEqual(['sandbox-address pod/c: the plugins gave 10.244.2.99'])
})
