import { describe, expect, test } from 'vitest'
import { inOrder, missingSteps } from './order.ts'

const step = (name: string, ...dependsOn: string[]) => ({ name, dependsOn })
const names = (steps: { name: string }[]) => steps.map(({ name }) => name)

const diamond = [step('node', 'base', 'parts'), step('parts', 'root'), step('base', 'root'), step('root')]

describe('inOrder', () => {
  test('puts every step after what it depends on', () => {
    expect(names(inOrder(diamond))).toEqual(['root', 'base', 'parts', 'node'])
  })

  test('names a dependency that does not exist', () => {
    expect(() => inOrder([step('node', 'bas')])).toThrow('node depends on bas, which is no step')
  })

  test('names the steps of a circle', () => {
    expect(() => inOrder([step('a', 'b'), step('b', 'a')])).toThrow('a -> b -> a')
  })
})

describe('missingSteps', () => {
  const missing = (present: string[], targets = ['node']) =>
    names(missingSteps(diamond, targets, ({ name }) => present.includes(name)))

  test('are all of them on a fresh machine', () => {
    expect(missing([])).toEqual(['root', 'base', 'parts', 'node'])
  })

  test('are none where the target is there, whatever it was built from', () => {
    expect(missing(['node'])).toEqual([])
  })

  test('leave out what is there and what only that needs', () => {
    expect(missing(['base', 'root'])).toEqual(['parts', 'node'])
    expect(missing(['base', 'parts'])).toEqual(['node'])
  })

  test('leave out what no target needs', () => {
    expect(missing([], ['base'])).toEqual(['root', 'base'])
  })
})
