import { describe, expect, test } from 'vitest'
import { probeHeaderBytes } from '../../properties/model/probe.ts'
import { type Header, maximumAnswerBytes, readHeader, readView, writeAnswer, writeHeader } from './wire.ts'

const request: Header = {
  kind: 'request',
  fragmentation: 'never',
  nonceHigh: 0xfedcba98,
  nonceLow: 0x76543210,
  totalBytes: 1472,
}
const view = {
  identity: 'pod/web/http',
  local: { address: '10.244.2.2', port: 8080 },
  peer: { address: '10.244.1.2', port: 40000 },
}

describe('the header of a probe', () => {
  test('comes back as it was, in exactly probeHeaderBytes', () => {
    const written = Buffer.alloc(probeHeaderBytes)
    writeHeader(written, request)
    expect(written.toString('hex')).toBe('706f6452010100' + '00fedcba9876543210000005c000000000')
    expect(readHeader(written, written.length, 'request')).toEqual(request)
  })

  test.each([
    ['another magic', 0, 0],
    ['another version', 4, 9],
    ['an unknown fragmentation', 5, 3],
  ])('%s is somebody else’s message', (_what, offset, value) => {
    const written = Buffer.alloc(probeHeaderBytes)
    writeHeader(written, request)
    written[offset] = value
    expect(readHeader(written, written.length, 'request')).toBeUndefined()
  })

  test('cut short, or of the other kind, it is none', () => {
    const written = Buffer.alloc(probeHeaderBytes)
    writeHeader(written, request)
    expect(readHeader(written, probeHeaderBytes - 1, 'request')).toBeUndefined()
    expect(readHeader(written, probeHeaderBytes, 'answer')).toBeUndefined()
  })
})

describe('the answer', () => {
  test('is as long as the request and carries its nonce and fragmentation', () => {
    const written = Buffer.alloc(2048)
    expect(writeAnswer(written, request, view)).toBe(1472)
    expect(readHeader(written, 1472, 'answer')).toEqual({ ...request, kind: 'answer' })
    expect(readView(written)).toEqual(view)
  })

  test('is longer than a small request, up to maximumAnswerBytes', () => {
    const small = { ...request, totalBytes: probeHeaderBytes }
    const six = {
      identity: 'i'.repeat(255),
      local: { address: 'fd00::1', port: 1 },
      peer: { address: 'fd00::2', port: 65535 },
    }
    const written = Buffer.alloc(2048)
    expect(writeAnswer(written, small, six)).toBe(maximumAnswerBytes)
    expect(readView(written)).toEqual(six)
  })

  test('is undefined where it is cut short or senseless', () => {
    const written = Buffer.alloc(2048)
    writeAnswer(written, request, view)
    expect(readView(written.subarray(0, probeHeaderBytes + 9))).toBeUndefined()
    written[probeHeaderBytes] = 5
    expect(readView(written)).toBeUndefined()
  })
})
