import { expect, test } from 'vitest'
import { networks } from '../../properties/model/networks/index.ts'
import { ownerOf } from './disturb.ts'

test('each network has the daemon of its release', () => {
  const owners = new Map(networks.map((network) => [network.plugin, ownerOf(network, 'network-daemon')]))
  expect(Object.fromEntries(owners)).toEqual({
    flannel: { kind: 'DaemonSet', name: 'kube-flannel-ds' },
    calico: { kind: 'DaemonSet', name: 'calico-node' },
  })
})
