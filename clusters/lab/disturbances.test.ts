import { expect, test } from 'vitest'
import { labDisturbances } from './disturbances.ts'

test('a lab that podnet wires itself hands out addresses again, and its Nodes come and go', () => {
  expect(labDisturbances({})).toEqual(['reuse-address', 'flap-link', 'change-nodes', 'restart-proxy', 'restart-dns'])
})

test('CNI plugins hand out addresses themselves', () => {
  expect(labDisturbances({ cni: {} })).not.toContain('reuse-address')
})

test('with flanneld no Node comes or goes, but its daemon may be restarted', () => {
  const disturbances = labDisturbances({ flannel: {} })
  expect(disturbances).not.toContain('change-nodes')
  expect(disturbances).toContain('restart-network-daemon')
})
