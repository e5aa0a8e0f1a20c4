import type { V1Pod } from '@kubernetes/client-node'
import { expect, test } from 'vitest'
import { familyProblems } from './families.ts'

const pod = (name: string, ips: string[], hostNetwork = false): V1Pod => ({
  metadata: { namespace: 'kube-system', name },
  spec: { containers: [], hostNetwork },
  status: { podIPs: ips.map((ip) => ({ ip })) },
})

test('a cluster whose Pods have IPv4 addresses has no problem, whatever its Nodes have', () => {
  const waiting: V1Pod = { metadata: { name: 'waiting' } }
  expect(familyProblems([pod('dns', ['10.244.0.2']), pod('proxy', ['172.18.0.2', 'fc00::2'], true), waiting])).toEqual(
    [],
  )
})

test('Pods of two families, or of IPv6 alone, are told', () => {
  expect(familyProblems([pod('a', ['10.244.0.2']), pod('b', ['10.244.0.3', 'fd00::3'])])).toEqual([
    expect.stringMatching(/^Pods have IPv6 addresses: kube-system\/b; .*IPv4 addresses alone$/),
  ])
  expect(familyProblems([pod('a', ['fd00::2']), pod('b', ['fd00::3', '10.244.0.3'])])).toEqual([
    expect.stringContaining('kube-system/a and 1 more;'),
  ])
})
