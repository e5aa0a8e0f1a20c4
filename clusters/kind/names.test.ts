import { expect, test } from 'vitest'
import { externalContainer, kindName, nodeContainers } from './names.ts'

const entry = { name: 'demo', id: 'demo-0123456789abcdef' }

test("a kind cluster's name is its podnet name and digits of the entry's id", () => {
  expect(kindName(entry)).toBe('demo-012345')
  expect(externalContainer(entry)).toBe('demo-012345-external')
})

test('the longest name still fits what kind and a host name allow', () => {
  const name = 'a'.repeat(40)
  const longest = kindName({ name, id: `${name}-0123456789abcdef` })
  expect(longest.length).toBeLessThanOrEqual(50)
  expect(`${longest}-control-plane`.length).toBeLessThan(64)
})

test('containers are named as kind names them', () => {
  expect(nodeContainers('x', 1)).toEqual(['x-control-plane'])
  expect(nodeContainers('x', 4)).toEqual(['x-control-plane', 'x-worker', 'x-worker2', 'x-worker3'])
})
