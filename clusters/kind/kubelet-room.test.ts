import { expect, test, vi } from 'vitest'
import { topologyOf } from '../../properties/model/default-topology.ts'
import { flannelVxlan } from '../../properties/model/networks/flannel-vxlan.ts'
import { defaultKindOptions } from './options.ts'
import { findKindRequestProblems } from './problems.ts'

vi.mock('./parts/find-parts.ts')

const topology = topologyOf([0, 0, 0])
const request = { name: 'crowded', network: flannelVxlan, topology, keep: false }

test.each([
  [300, []],
  [301, [expect.stringContaining('101 Pods on a Node, host-network ones among them, but a kubelet runs 110')]],
])('%i Pods on three Nodes', async (pods, problems) => {
  // Without root the neighbour table has less room still.
  const found = await findKindRequestProblems(request, pods, defaultKindOptions)
  expect(found.filter((problem) => problem.includes('kubelet'))).toEqual(problems)
})
