import { expect, test } from 'vitest'
import { cniConfigurationIsInPlace } from './cni-configuration-is-in-place.ts'
import type { NodeFiles } from './model/cluster-facts.ts'
import { refuted, verdicts } from './test-support/checks.ts'
import { healthyEvidence, labEvidence } from './test-support/cluster-facts.ts'
import { threePods, worldOf } from './test-support/worlds.ts'

const world = worldOf('flannel-vxlan', threePods)
const { judge } = cniConfigurationIsInPlace

/** What is refuted once the files of node1 were changed. */
function withFiles(change: (files: NodeFiles) => Partial<NodeFiles>): string[] {
  const evidence = healthyEvidence(world)
  const files = evidence.cluster.files.node1 as NodeFiles
  Object.assign(files, change(files))
  return refuted(judge(world, evidence))
}

test('holds: plugins and configuration on each Node, an answer for each Pod', () => {
  expect(verdicts(judge(world, healthyEvidence(world)))).toEqual({ holds: 7 })
})

test('where Nodes are namespaces it is unsupported', () => {
  expect(verdicts(judge(world, labEvidence(world)))).toEqual({ unsupported: 3 })
})

test('the program that the flannel plugin calls is needed too', () => {
  expect(withFiles(({ plugins }) => ({ plugins: plugins.filter(({ name }) => name !== 'bridge') }))).toEqual([
    'cni-plugins node/node1 /opt/cni/bin: no bridge',
  ])
})

test('a plugin that cannot be executed', () => {
  const plugins = (files: NodeFiles) => files.plugins.map((file) => ({ ...file, executable: file.name !== 'portmap' }))
  expect(withFiles((files) => ({ plugins: plugins(files) }))).toEqual([
    'cni-plugins node/node1 /opt/cni/bin: portmap is not executable',
  ])
})

test('another configuration whose name comes first is the one that counts', () => {
  const other = { name: '05-other.conflist', text: '{"name":"other","plugins":[{"type":"portmap"}]}' }
  expect(withFiles(({ configurations }) => ({ configurations: [other, ...configurations] }))).toEqual([
    'cni-configuration node/node1 /etc/cni/net.d: 05-other.conflist holds {"name":"other","plugins":[{"type":"portmap"}]}',
    'cni-called pod/a: answer of the plugins of cbr0',
    'cni-called pod/b: answer of the plugins of cbr0',
  ])
})

test('a file that is no JSON, and none at all', () => {
  const broken = [{ name: '10-flannel.conflist', text: '{' }]
  expect(withFiles(() => ({ configurations: broken }))).toContain('cni-plugins node/node1 /opt/cni/bin: none')
  expect(withFiles(() => ({ configurations: [] }))).toContain(
    'cni-configuration node/node1 /etc/cni/net.d: first file holds none',
  )
})

test('a sandbox for which the runtime keeps no answer', () => {
  expect(withFiles(({ results }) => ({ results: results.slice(1) }))).toEqual([
    'cni-called pod/a: answer of the plugins of none',
  ])
})

test('a network without a ConfigMap of that kind is unsupported, not right', () => {
  const evidence = healthyEvidence(world)
  delete evidence.cluster.kubernetes.networkConfiguration
  expect(verdicts(judge(world, evidence))).toEqual({ holds: 5, unsupported: 2 })
})

test('a Node whose files could not be read is inconclusive', () => {
  const evidence = healthyEvidence(world)
  delete evidence.cluster.files.node1
  expect(verdicts(judge(world, evidence))).toEqual({ holds: 3, inconclusive: 1 })
})
