import type { V1Node } from '@kubernetes/client-node'
import { expect, test } from 'vitest'
import { missingImages } from './load-images.ts'

const node = (...names: string[]): V1Node => ({ status: { images: names.map((name) => ({ names: [name] })) } })

test('an image counts as there when every Node holds it, under its full name or its own', () => {
  const nodes = [node('docker.io/podnet/flannel:1', 'mine:2'), node('docker.io/podnet/flannel:1')]
  expect(missingImages(['podnet/flannel:1', 'mine:2', 'mine:2', 'other:3'], nodes)).toEqual(['mine:2', 'other:3'])
})
