import { afterEach, beforeEach, expect, test } from 'vitest'
import { topologyOf } from '../../properties/model/default-topology.ts'
import { calicoVxlan } from '../../properties/model/networks/calico-vxlan.ts'
import { flannelVxlan } from '../../properties/model/networks/flannel-vxlan.ts'
import type { ClusterRequest } from '../cluster.ts'
import { scratchLedger } from '../ledger/scratch-ledger.fixture.ts'
import { findRequestProblems } from './request-problems.ts'

let scratch: ReturnType<typeof scratchLedger>
beforeEach(() => {
  scratch = scratchLedger()
})
afterEach(() => scratch.remove())

const request: ClusterRequest = {
  name: 'full',
  network: flannelVxlan,
  topology: topologyOf([0, 0]),
  keep: false,
  logFolder: '',
}
const aboutRoom = async (changes: Partial<ClusterRequest>, pods: number) =>
  (await findRequestProblems({ ...request, ...changes }, pods)).filter((problem) => problem.includes('has addresses'))

test('a Node has room for its Pods and, with Services, for a DNS server', async () => {
  expect(await aboutRoom({}, 2 * 253)).toEqual([])
  expect(await aboutRoom({ proxy: 'iptables' }, 2 * 252)).toEqual([])
  expect(await aboutRoom({ proxy: 'iptables' }, 2 * 253)).toEqual([
    '253 Pods on a Node, but 10.244.1.0/24 of node1 has addresses for 252 beside the DNS server: ask for fewer',
  ])
  expect(await aboutRoom({}, 2 * 253 + 1)).toHaveLength(1)
  expect(await aboutRoom({ network: calicoVxlan }, 2 * 300)).toEqual([])
})
