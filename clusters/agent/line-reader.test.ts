import { expect, test } from 'vitest'
import { LineReader } from './line-reader.ts'

test('lines come out whole, however they were cut', () => {
  const text = Buffer.from('{"a":"ä"}\n\n{"b":2}\nrest')
  for (let size = 1; size <= text.length; size++) {
    const reader = new LineReader()
    const lines: string[] = []
    for (let start = 0; start < text.length; start += size)
      lines.push(...reader.read(text.subarray(start, start + size)))
    expect(lines).toEqual(['{"a":"ä"}', '', '{"b":2}'])
    expect(reader.read(Buffer.from('\n'))).toEqual(['rest'])
  }
})

test('the memory of a chunk may be reused', () => {
  const reader = new LineReader()
  const chunk = Buffer.from('begin')
  reader.read(chunk)
  chunk.fill('x')
  expect(reader.read(Buffer.from(' end\n'))).toEqual(['begin end'])
})
