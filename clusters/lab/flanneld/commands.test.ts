import { expect, test } from 'vitest'
import type { NodeSpec } from '../../../properties/model/topology.ts'
import { exampleTopology } from '../../networks/example-topology.fixture.ts'
import { etcdDaemon, flanneldDaemon } from './commands.ts'

const programs = { flanneld: '/bin/flanneld', etcd: '/bin/etcd' }
const flanneld = (position: number) => flanneldDaemon(programs, exampleTopology.nodes[position] as NodeSpec)

test('each flanneld finds etcd at its own router and writes into a folder of its own', () => {
  expect(flanneld(0)).toMatchObject({ namespace: 'node1', folder: '/run/flannel/node1' })
  expect(flanneld(0).argv).toContain('--etcd-endpoints=http://172.30.0.1:2379')
  expect(flanneld(0).argv).toContain('--subnet-file=/run/flannel/node1/subnet.env')
  // Behind the router.
  expect(flanneld(2).argv).toContain('--etcd-endpoints=http://172.30.1.1:2379')
})

test('etcd runs on the router and keeps nothing outside the cluster’s /run', () => {
  const { namespace, argv } = etcdDaemon(programs)
  expect(namespace).toBe('router')
  expect(argv).toContain('--data-dir=/run/etcd/data')
})
