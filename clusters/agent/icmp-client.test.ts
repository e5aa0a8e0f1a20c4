import { expect, test } from 'vitest'
import { internetChecksum } from './icmp-client.ts'

test('the checksum is that of RFC 1071, for even and odd lengths', () => {
  expect(internetChecksum(Buffer.from('0001f203f4f5f6f7', 'hex'), 8)).toBe(0x220d)
  expect(internetChecksum(Buffer.from('0001f203f4f5f6', 'hex'), 7)).toBe(0x2304)
  expect(internetChecksum(Buffer.from('ffffffff', 'hex'), 4)).toBe(0)
})
