import { describe, expect, test } from 'vitest'
import { allowsSysResource, parseCapabilitySet } from './capabilities.ts'

const status = (bounding: string) => `Name:\tnode\nCapEff:\t0000000000000000\nCapBnd:\t${bounding}\nCapAmb:\t0\n`

describe('the bounding set', () => {
  test('is read from the line CapBnd', () => {
    expect(parseCapabilitySet(status('000001fffeffffff'), 'CapBnd')).toBe(0x1fffeffffffn)
    expect(parseCapabilitySet('Name:\tnode\n', 'CapBnd')).toBeUndefined()
  })

  test('with every capability grants CAP_SYS_RESOURCE', () => {
    expect(allowsSysResource(status('000001ffffffffff'))).toBe(true)
  })

  test('without bit 24 does not', () => {
    expect(allowsSysResource(status('000001fffeffffff'))).toBe(false)
    expect(allowsSysResource(status('0000000001000000'))).toBe(true)
  })

  test('that cannot be read calls for nothing', () => {
    expect(allowsSysResource('')).toBe(true)
  })
})
