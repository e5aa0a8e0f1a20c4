import { describe, expect, test } from 'vitest'
import { keysOf, stepKey } from './key.ts'
import type { Step } from './step.ts'
import { allSteps, targets } from './steps.ts'

const base = { name: 'a', inputs: { version: '1', flags: ['x', 'y'] }, dependsOn: ['b', 'c'] }
const keyOf = (name: string) => `key of ${name}`
const key = (change: Partial<typeof base> = {}, of = keyOf) => stepKey({ ...base, ...change }, of)

describe('stepKey', () => {
  test('is the same for the same content, whatever the order of members and dependencies', () => {
    expect(key({ inputs: { flags: ['x', 'y'], version: '1' }, dependsOn: ['c', 'b'] })).toBe(key())
  })

  test.each([
    ['the name', { name: 'z' }],
    ['a version', { inputs: { ...base.inputs, version: '2' } }],
    ['the order of flags', { inputs: { ...base.inputs, flags: ['y', 'x'] } }],
    ['a dependency', { dependsOn: ['b'] }],
  ])('changes with %s', (_, change) => {
    expect(key(change)).not.toBe(key())
  })

  test('changes with the key of a dependency', () => {
    expect(key({}, (name) => (name === 'c' ? 'another' : keyOf(name)))).not.toBe(key())
  })
})

describe('keysOf', () => {
  const step = (name: string, inputs: unknown, ...dependsOn: string[]): Step => ({
    makes: 'folder',
    name,
    inputs,
    dependsOn,
    run: () => Promise.resolve(),
  })
  const keys = (rootInput: string) =>
    keysOf([step('node', 1, 'parts'), step('parts', 1, 'root'), step('root', rootInput), step('kind', 1)])

  test('carries a change to everything built on it, and to nothing else', () => {
    const [before, after] = [keys('old'), keys('new')]
    const changed = [...before.keys()].filter((name) => before.get(name) !== after.get(name))
    expect(changed.sort()).toEqual(['node', 'parts', 'root'])
  })

  test('covers the real steps, each with a key of its own', () => {
    const real = keysOf(allSteps())
    expect(new Set(real.values()).size).toBe(allSteps().length)
    expect(targets.filter((target) => !real.has(target))).toEqual([])
  })
})
