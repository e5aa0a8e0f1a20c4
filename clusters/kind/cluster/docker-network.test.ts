import { expect, test } from 'vitest'
import { subnetOf } from './docker-network.ts'

const network = (...subnets: string[]) =>
  JSON.stringify([{ Name: 'kind', IPAM: { Config: subnets.map((Subnet) => ({ Subnet })) } }])

test('the IPv4 subnet is found beside that of IPv6', () => {
  expect(subnetOf(network('fc00:f853:ccd:e793::/64', '172.18.0.0/16'))).toBe('172.18.0.0/16')
  expect(() => subnetOf(network('fc00:f853:ccd:e793::/64'))).toThrow('no IPv4 subnet')
})
