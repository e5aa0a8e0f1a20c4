import { expect, test } from 'vitest'
import { flannelDirect } from '../../../properties/model/networks/flannel-direct.ts'
import { exampleTopology } from '../../networks/example-topology.fixture.ts'
import { flannelEntries } from './keys.ts'

test('the configuration, and a reservation of each podCIDR for its Node', () => {
  const [config, ...subnets] = flannelEntries(flannelDirect, exampleTopology)
  expect(config?.[0]).toBe('/coreos.com/network/config')
  expect(JSON.parse(config?.[1] ?? '')).toMatchObject({
    Network: '10.244.0.0/16',
    SubnetLen: 24,
    SubnetMin: '10.244.0.0',
    Backend: { Type: 'vxlan', DirectRouting: true },
  })
  expect(subnets).toEqual([
    ['/coreos.com/network/subnets/10.244.1.0-24', '{"PublicIP":"172.30.0.11"}'],
    ['/coreos.com/network/subnets/10.244.2.0-24', '{"PublicIP":"172.30.0.12"}'],
    ['/coreos.com/network/subnets/10.244.3.0-24', '{"PublicIP":"172.30.1.13"}'],
  ])
})
