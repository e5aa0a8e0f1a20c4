import { expect, test } from 'vitest'
import { serviceOf } from '../../test-support/services.ts'
import { assignAddresses } from './assign.ts'

test('what was asked for stays, the rest gets what is free, the same each time', () => {
  const asked = serviceOf('b', { clusterIP: '10.96.0.16' })
  const [port] = asked.ports
  const services = [
    serviceOf('a'),
    { ...asked, ports: port === undefined ? [] : [{ ...port, nodePort: 30_000 }] },
    serviceOf('c', { type: 'ClusterIP', clusterIP: 'None' }),
    { name: 'x', type: 'ExternalName' as const, ports: [], externalName: 'x.example' },
  ]
  const assigned = assignAddresses(services, '10.96.0.0/16')
  expect(assigned.map(({ clusterIP }) => clusterIP)).toEqual(['10.96.0.17', '10.96.0.16', 'None', undefined])
  expect(assigned.map(({ ports }) => ports.map(({ nodePort }) => nodePort))).toEqual([
    [30_001, 30_002],
    [30_000],
    [undefined, undefined],
    [],
  ])
  expect(assignAddresses(services, '10.96.0.0/16')).toEqual(assigned)
})

test('a range that is used up', () => {
  const services = Array.from({ length: 16 }, (_, n) => serviceOf(`p${n}`))
  expect(() => assignAddresses(services, '10.96.0.0/27')).toThrow('10.96.0.0/27 has no free address')
})

test('what Services ask for that come later is assigned last', () => {
  const many = Array.from({ length: 150 }, (_, n) => serviceOf(`p${n}`))
  const assigned = assignAddresses(many, '10.96.0.0/16')
  const numbers = assigned.map(({ clusterIP = '' }) => clusterIP.split('.').slice(2).map(Number))
  expect(numbers.filter(([third, last = 0]) => third === 0 && last >= 128)).toEqual([])
  const ports = assigned.flatMap((service) => service.ports.map(({ nodePort = 0 }) => nodePort))
  expect(ports.filter((port) => port > 30_042 && port < 30_086)).toEqual([])
  expect(new Set(assignAddresses(many, '10.96.0.0/24').map(({ clusterIP }) => clusterIP)).size).toBe(150)
})
