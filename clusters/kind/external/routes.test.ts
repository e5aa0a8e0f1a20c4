import { expect, test } from 'vitest'
import { topologyOf } from '../../../properties/model/default-topology.ts'
import { externalLines } from './routes.ts'

test('each range through its owner, and from the second address through the Node after it', () => {
  expect(externalLines(topologyOf([0, 0]), 16)).toEqual([
    'addr add 172.30.0.101/16 brd + dev eth0',
    'rule add from 172.30.0.101 lookup 101 priority 1000',
    'route add 10.244.1.0/24 via 172.30.0.11',
    'route add 10.244.1.0/24 via 172.30.0.12 table 101',
    'route add 10.244.2.0/24 via 172.30.0.12',
    'route add 10.244.2.0/24 via 172.30.0.11 table 101',
  ])
})
