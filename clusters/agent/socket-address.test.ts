import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addressBytes, addressText, decodeSocketAddress, encodeSocketAddress } from './socket-address.ts'

describe('socket addresses', () => {
  test('IPv4 has the layout of sockaddr_in', () => {
    const encoded = encodeSocketAddress({ address: '10.244.1.2', port: 0x1f90 })
    expect(encoded.toString('hex')).toBe('02001f900af401020000000000000000')
  })

  test('IPv6 has the layout of sockaddr_in6', () => {
    const encoded = encodeSocketAddress({ address: 'fd00:10::1', port: 80 })
    expect(encoded.toString('hex')).toBe(`0a00005000000000${'fd000010000000000000000000000001'}00000000`)
  })

  test.each(['::', '::1', 'fd00::1:0:0:1', '1:2:3:4:5:6:7:8', 'fe80::', '::ffff:a00:1', '2001:db8:0:1:1:1:1:1'])(
    '%s keeps its canonical text',
    (address) => {
      expect(decodeSocketAddress(encodeSocketAddress({ address, port: 1 }))).toEqual({ address, port: 1 })
    },
  )

  test('a dotted quad inside IPv6 is read', () => {
    expect(addressText(addressBytes('::ffff:10.0.0.1'))).toBe('::ffff:a00:1')
  })

  test.each(['', '10.0.0', '10.0.0.256', 'node1', 'fe80::1%eth0', ':::'])('%j is refused', (address) => {
    expect(() => encodeSocketAddress({ address, port: 1 })).toThrow(/not an IP address/)
  })

  test.each([-1, 65536, 1.5, Number.NaN])('port %d is refused', (port) => {
    expect(() => encodeSocketAddress({ address: '10.0.0.1', port })).toThrow(/not a port/)
  })

  test('every address and port comes back as it was', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ minLength: 4, maxLength: 4 }),
      fc.uint8Array({ minLength: 16, maxLength: 16 }),
    )
    fc.assert(
      fc.property(bytes, fc.nat(65535), (address, port) => {
        const text = addressText(address)
        expect(addressBytes(text)).toEqual(address)
        expect(decodeSocketAddress(encodeSocketAddress({ address: text, port }))).toEqual({ address: text, port })
      }),
      { seed: 42 },
    )
  })
})
