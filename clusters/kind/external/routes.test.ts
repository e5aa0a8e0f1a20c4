import { expect, test } from 'vitest'
import { topologyOf } from '../../../properties/model/default-topology.ts'
import { detourLines, podRangeLines } from './routes.ts'

const topology = topologyOf([0, 0])

test('the second address looks its ways up in a table of its own', () => {
  expect(detourLines(topology, 16)).toEqual([
    'addr add 172.30.0.101/16 brd + dev eth0',
    'rule add from 172.30.0.101 lookup 101 priority 1000',
  ])
})

test('each range through its owner, and from the second address through the Node after it', () => {
  const podRanges = { node1: ['10.244.1.0/26', '10.244.9.0/26'] }
  expect(podRangeLines(topology, { podRanges, tunnelAddresses: {} })).toEqual([
    'route replace 10.244.1.0/26 via 172.30.0.11',
    'route replace 10.244.1.0/26 via 172.30.0.12 table 101',
    'route replace 10.244.9.0/26 via 172.30.0.11',
    'route replace 10.244.9.0/26 via 172.30.0.12 table 101',
  ])
})
