import { expect, test } from 'vitest'
import { podAddressOf } from './result.ts'

const interfaces = [{ name: 'cni0' }, { name: 'veth1', sandbox: '' }, { name: 'eth0', sandbox: '/run/netns/pod-a' }]

test('the first IPv4 address of an interface inside the Pod', () => {
  const ips = [
    { address: '10.0.0.1/24', interface: 0 },
    { address: '10.0.0.9/24', interface: 1 },
    { address: 'fd00::2/64', interface: 2 },
    { address: '10.0.0.2/24', interface: 2, gateway: '10.0.0.1' },
  ]
  expect(podAddressOf({ interfaces, ips })).toBe('10.0.0.2')
})

test('an address without an interface is the Pod’s', () => {
  expect(podAddressOf({ ips: [{ version: '4', address: '10.0.0.3/24' }] })).toBe('10.0.0.3')
})

test.each([[{}], [{ ips: [] }], [{ ips: 'none' }], [[]], [null]])('%j gives none', (result) => {
  expect(podAddressOf(result)).toBeUndefined()
})
