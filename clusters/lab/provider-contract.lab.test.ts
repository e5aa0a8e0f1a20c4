import { afterAll, describe } from 'vitest'
import { calicoCrossSubnet } from '../../properties/model/networks/calico-cross-subnet.ts'
import { flannelVxlan } from '../../properties/model/networks/flannel-vxlan.ts'
import { scratchLedger } from '../ledger/scratch-ledger.fixture.ts'
import { exampleTopology } from '../networks/example-topology.fixture.ts'
import { describeProvider } from '../running/provider-contract.fixture.ts'
import { labProvider } from './provider.ts'

const scratch = scratchLedger()
afterAll(() => scratch.remove())

describe.each([flannelVxlan, calicoCrossSubnet])('the lab with $name', (network) => {
  describeProvider({ provider: labProvider, network, topology: exampleTopology })
})
