import { expect, test } from 'vitest'
import { rules } from '../rules.ts'
import { proxyTraits } from '../services/proxy-traits.ts'

test('every rule has an id of its own, a sentence and a citation', () => {
  const ids = rules.map(({ id }) => id)
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([])
  expect(rules.filter(({ text, citation }) => !text.endsWith('.') || citation === '')).toEqual([])
})

test('where modes differ in what they do, their rules do as well', () => {
  for (const key of ['otherPort', 'unallocated', 'ping'] as const) {
    const switches = Object.values(proxyTraits).map((traits) => traits[key])
    const fates = Map.groupBy(switches, ({ fate }) => fate)
    for (const same of fates.values()) expect(new Set(same.map(({ rule }) => rule)).size).toBe(1)
    expect(new Set(switches.map(({ rule }) => rule)).size).toBe(fates.size)
  }
})
