import type { V1Pod } from '@kubernetes/client-node'
import { expect, test } from 'vitest'
import { isSelected } from './pods/owned-pods.ts'
import { haveTakenTheirPlace } from './restart-pods.ts'

const pod = (uid: string, isReady: boolean, labels: Record<string, string> = {}): V1Pod => ({
  metadata: { uid, labels },
  status: { conditions: [{ type: 'Ready', status: isReady ? 'True' : 'False' }] },
})

const old = [pod('a', true), pod('b', true)]

test.each<[string, V1Pod[], boolean]>([
  ['as many, new, and Ready', [pod('c', true), pod('d', true)], true],
  ['one not Ready', [pod('c', true), pod('d', false)], false],
  ['one still to come', [pod('c', true)], false],
  ['one that has not ended yet, although it is Ready', [pod('a', true), pod('c', true)], false],
  ['one that ends beside the new ones', [pod('a', false), pod('c', true), pod('d', true)], false],
  ['the old ones, before anything happened', old, false],
])('new Pods have taken the place of the old ones: %s', (_, now, expected) => {
  expect(haveTakenTheirPlace(old, now)).toBe(expected)
})

test('a selector finds Pods that have all of its labels', () => {
  const matchLabels = { app: 'flannel', tier: 'node' }
  expect(isSelected({ matchLabels }, pod('a', true, { ...matchLabels, other: 'x' }))).toBe(true)
  expect(isSelected({ matchLabels }, pod('a', true, { app: 'flannel' }))).toBe(false)
})
