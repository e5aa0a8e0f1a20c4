import type { V1Pod } from '@kubernetes/client-node'
import { expect, test } from 'vitest'
import { isReadyPod, podProblem } from './ready.ts'

const waiting = (reason: string): V1Pod => ({
  metadata: { name: 'a' },
  status: {
    containerStatuses: [
      { name: 'main', image: 'pause:1', imageID: '', ready: false, restartCount: 0, state: { waiting: { reason } } },
    ],
  },
})

test('an image that cannot be had is named', () => {
  expect(podProblem(waiting('ErrImageNeverPull'))).toBe('Pod a cannot run image pause:1: ErrImageNeverPull')
  expect(podProblem(waiting('ContainerCreating'))).toBeUndefined()
})

test('ready is what the condition says', () => {
  expect(isReadyPod(waiting('ContainerCreating'))).toBe(false)
  expect(isReadyPod({ status: { conditions: [{ type: 'Ready', status: 'True' }] } })).toBe(true)
})
