import type { V1Node } from '@kubernetes/client-node'
import { expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { renderManifest } from './manifest.ts'
import { agentDaemonSet, ownNamespace } from './objects.ts'
import { pauseOf } from './start.ts'

test('the namespace may hold host-network Pods, and says whose it is', () => {
  expect(ownNamespace('podnet-1', 'run-1').metadata?.labels).toEqual({
    'podnet/cluster': 'run-1',
    'pod-security.kubernetes.io/enforce': 'privileged',
  })
})

test("the agent's Pod mounts nothing of the Node and has no token", () => {
  const spec = agentDaemonSet('podnet-1', 'agent:1').spec?.template.spec
  expect(spec).toMatchObject({ hostNetwork: true, hostPID: true, automountServiceAccountToken: false })
  expect(spec?.volumes).toBeUndefined()
})

test("the manifest has every object, and the user's role first", () => {
  const objects = parseAllDocuments(renderManifest('agent:1')).map((document) => document.toJS())
  expect(objects.map(({ kind }) => kind)).toEqual([
    'ClusterRole',
    'Namespace',
    'DaemonSet',
    'Pod',
    'Service',
    'Service',
    'EndpointSlice',
  ])
  expect(objects[2].spec.template.spec.containers[0].image).toBe('agent:1')
})

const holding = (...names: string[]): V1Node => ({ status: { images: [{ names }] } })

test('Pods run a pause image that every Node holds', () => {
  expect(pauseOf([holding('r/pause:3'), holding('r/pause:2', 'r/pause:3')], 'agent:1')).toEqual({
    pauseImage: 'r/pause:3',
  })
})

test("without one they sleep in the agent's image", () => {
  const expected = { pauseImage: 'agent:1', pauseCommand: ['sleep', 'infinity'] }
  expect(pauseOf([holding('r/pause:3'), holding('r/pause:2')], 'agent:1')).toEqual(expected)
})
