import { afterAll, describe, vi } from 'vitest'
import { topologyOf } from '../../properties/model/default-topology.ts'
import { flannelVxlan } from '../../properties/model/networks/flannel-vxlan.ts'
import type { ClusterProvider } from '../cluster.ts'
import { scratchLedger } from '../ledger/scratch-ledger.fixture.ts'
import { describeProvider } from '../running/provider-contract.fixture.ts'
import { makeKindProvider } from './provider.ts'

vi.setConfig({ hookTimeout: 300_000, testTimeout: 120_000 })
const scratch = scratchLedger()
afterAll(() => scratch.remove())

const kindProvider = makeKindProvider()
const topology = topologyOf([0, 0, 0])
const patience = (): AbortSignal => AbortSignal.timeout(280_000)

/** A real cluster takes longer than the lab, and only afterwards can anybody say which addresses it has. */
const patientProvider: ClusterProvider = {
  ...kindProvider,
  async start(request) {
    const cluster = await kindProvider.start(request, patience())
    Object.assign(topology, cluster.topology)
    return cluster
  },
  attach: (name) => kindProvider.attach(name, patience()),
}

describe('kind', () => {
  describeProvider({ provider: patientProvider, network: flannelVxlan, topology })
})
