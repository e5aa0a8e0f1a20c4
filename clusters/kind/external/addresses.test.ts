import { expect, test } from 'vitest'
import { detourAddress } from './addresses.ts'

test('the second address lies half the range further on', () => {
  expect(detourAddress('172.18.0.0/16', '172.18.0.5')).toBe('172.18.128.5')
  expect(detourAddress('192.168.7.0/24', '192.168.7.9')).toBe('192.168.7.137')
})

test('a network that is more than half full has none', () => {
  expect(() => detourAddress('192.168.7.0/24', '192.168.7.200')).toThrow('no room')
})
