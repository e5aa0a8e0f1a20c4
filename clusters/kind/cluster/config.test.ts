import { expect, test } from 'vitest'
import { topologyOf } from '../../../properties/model/default-topology.ts'
import { kindConfig } from './config.ts'

test('the first Node is the control plane, and no network is installed', () => {
  const config = JSON.parse(kindConfig(topologyOf([0, 0, 0]), 'nftables'))
  expect(config.nodes).toEqual([{ role: 'control-plane' }, { role: 'worker' }, { role: 'worker' }])
  expect(config.networking).toEqual({
    disableDefaultCNI: true,
    podSubnet: '10.244.0.0/16',
    serviceSubnet: '10.96.0.0/16',
    kubeProxyMode: 'nftables',
  })
})
