import { expect, test } from 'vitest'
import type { Pod } from '../../../properties/model/scenario.ts'
import { podChanges } from './changes.ts'

const pod = (changes: Partial<Pod> = {}): Pod => ({
  name: 'a',
  nodeName: 'node1',
  hostNetwork: false,
  containers: [{ name: 'c', port: 8080 }],
  labels: { s: 'member' },
  ...changes,
})

function kindOfChange(before: Pod, after: Pod): string {
  const { removed, added, changed } = podChanges({ pods: [before] }, { pods: [after] })
  if (removed.length === 1 && added.length === 1) return 'made anew'
  return changed.length === 1 ? 'changed' : 'left alone'
}

test.each<[string, Partial<Pod>, Partial<Pod>]>([
  ['left alone', {}, {}],
  ['left alone', {}, { ready: true, terminating: false }],
  ['changed', {}, { labels: { s: 'member', t: 'member' } }],
  ['changed', {}, { ready: false }],
  ['changed', {}, { terminating: true }],
  ['left alone', { terminating: true }, { terminating: true, ready: true }],
  ['changed', { ready: false }, { terminating: true }],
  ['made anew', { terminating: true }, {}],
  ['made anew', { terminating: true }, { terminating: true, ready: false }],
  ['made anew', { terminating: true }, { containers: [{ name: 'c', port: 9090 }] }],
  // A readiness gate is given once.
  ['made anew', { labels: {} }, {}],
  ['made anew', {}, { hostname: 'a', subdomain: 's' }],
  ['made anew', {}, { dnsPolicy: 'Default' }],
  ['made anew', {}, { containers: [{ name: 'c', port: 8080, ports: [{ protocol: 'TCP', hostPort: 12_000 }] }] }],
])('%s: %o to %o', (kind, before, after) => {
  expect(kindOfChange(pod(before), pod(after))).toBe(kind)
})
