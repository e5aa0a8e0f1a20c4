import { expect, test } from 'vitest'
import { freshPort } from './fresh-ports.ts'

test('every port of the range comes once before one comes again, for each namespace by itself', () => {
  const ports = Array.from({ length: 28_232 }, () => freshPort(1))
  expect(new Set(ports).size).toBe(28_232)
  expect(Math.min(...ports)).toBe(32_768)
  expect(Math.max(...ports)).toBe(60_999)
  expect(freshPort(1)).toBe(ports[0])
  const own = freshPort(2)
  expect(freshPort(1)).toBe(ports[1])
  expect(freshPort(2)).toBe(own === 60_999 ? 32_768 : own + 1)
})

test('namespaces that follow each other begin a thousand ports apart', () => {
  const starts = Array.from({ length: 28 }, (_, index) => freshPort(100 + index)).toSorted((a, b) => a - b)
  const gaps = starts.slice(1).map((port, index) => port - (starts[index] ?? 0))
  expect(Math.min(...gaps)).toBeGreaterThan(300)
})
