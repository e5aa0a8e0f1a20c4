import { expect, test } from 'vitest'
import { podObject } from './pod-object.ts'

test('one pause per container, bound to its Node', () => {
  const containers = [
    { name: 'main', port: 8080 },
    { name: 'sidecar1', port: 8081 },
  ]
  const { metadata, spec } = podObject(
    { name: 'a', nodeName: 'node2', hostNetwork: true, containers },
    'podnet',
    'x-worker',
    { pauseImage: 'p:1' },
  )
  expect(metadata).toEqual({ name: 'a', namespace: 'podnet' })
  expect(spec).toMatchObject({ nodeName: 'x-worker', hostNetwork: true, terminationGracePeriodSeconds: 0 })
  expect(spec?.containers).toEqual([
    { name: 'main', image: 'p:1', imagePullPolicy: 'IfNotPresent' },
    { name: 'sidecar1', image: 'p:1', imagePullPolicy: 'IfNotPresent' },
  ])
})
