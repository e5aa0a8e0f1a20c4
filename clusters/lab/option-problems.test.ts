import { expect, test } from 'vitest'
import { networks } from '../../properties/model/networks/index.ts'
import { bridgePlugins } from './cni/plugins.fixture.ts'
import { optionProblems } from './option-problems.ts'

test('plugins and daemons of one’s own go with flannel’s networks, and with none of Calico’s', () => {
  const options = { cni: bridgePlugins(), flannel: { flanneld: '/flanneld', etcd: '/etcd' } }
  const counts = networks.map((network) => [network.plugin, optionProblems(network, options).length])
  expect(new Set(counts.map(String))).toEqual(new Set(['flannel,0', 'calico,2']))
  expect(networks.flatMap((network) => optionProblems(network, {}))).toEqual([])
})
