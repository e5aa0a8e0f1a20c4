import { expect, test } from 'vitest'
import { freshPort } from './fresh-ports.ts'

test('every port of the range comes once before one comes again, for each place by itself', () => {
  const ports = Array.from({ length: 28_232 }, () => freshPort('pod/a'))
  expect(new Set(ports).size).toBe(28_232)
  expect(Math.min(...ports)).toBe(32_768)
  expect(Math.max(...ports)).toBe(60_999)
  expect(freshPort('pod/a')).toBe(ports[0])
  const own = freshPort('pod/b')
  expect(freshPort('pod/a')).toBe(ports[1])
  expect(freshPort('pod/b')).toBe(own === 60_999 ? 32_768 : own + 1)
})
