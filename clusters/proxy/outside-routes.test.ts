import { expect, test } from 'vitest'
import { topologyOf } from '../../properties/model/default-topology.ts'
import { serviceRouteLines } from './outside-routes.ts'

const service = { name: 's', type: 'ClusterIP' as const, ports: [], externalIPs: ['192.0.2.1'] }
const services = [service, { ...service, name: 't' }].map((service) => ({ service, slices: [] }))

test('ClusterIPs and externalIPs through a Node of its segment, and from the second address through the next; each once', () => {
  expect(serviceRouteLines(topologyOf([1, 0, 0]), services)).toEqual([
    'route replace 10.96.0.0/16 via 172.30.0.12',
    'route replace 192.0.2.1 via 172.30.0.12',
    'route replace 10.96.0.0/16 via 172.30.0.13 table 101',
    'route replace 192.0.2.1 via 172.30.0.13 table 101',
  ])
})

test('one Node is the only way; without a host outside, or Nodes it can reach, there is none', () => {
  expect(serviceRouteLines(topologyOf([0, 1]), [])).toEqual(['route replace 10.96.0.0/16 via 172.30.0.11'])
  expect(serviceRouteLines(topologyOf([1]), services)).toEqual([])
  expect(serviceRouteLines({ ...topologyOf([0]), externalAddress: '' }, services)).toEqual([])
})
