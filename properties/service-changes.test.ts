import { expect, test } from 'vitest'
import type { Pod } from './model/scenario.ts'
import { withoutPods } from './service-changes.ts'
import { labelledPod } from './test-support/services.ts'

const pod = (name: string, changes?: Partial<Pod>): Pod => labelledPod(name, 'node1', 8080, changes)

test('the named Pods are not ready, but for those that are terminating: kubelet changes their readiness no more', () => {
  const pods = [pod('a'), pod('b'), pod('t', { terminating: true })]
  expect(withoutPods({ scenario: { pods } }, new Set(['a', 't'])).pods).toEqual([
    pod('a', { ready: false }),
    pod('b'),
    pod('t', { terminating: true }),
  ])
})

test('a Pod that no Service can select stays as it is: it would have to be made anew', () => {
  const pods = [pod('a', { labels: {} })]
  expect(withoutPods({ scenario: { pods } }, new Set(['a'])).pods).toEqual(pods)
})
