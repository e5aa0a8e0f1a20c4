import { expect, test } from 'vitest'
import { ownedBy, ownersOf } from './owners.ts'

test('each property gets its own exchanges back, those of both batches', () => {
  const owners = ownersOf([{ id: 'a' }, { id: 'a' }, { id: 'b' }, { id: 'a' }])
  expect(owners).toEqual([
    ['a', 2],
    ['b', 1],
    ['a', 1],
  ])
  expect(ownedBy('a', owners, [1, 2, 3, 4])).toEqual([1, 2, 4])
  expect(ownedBy('b', owners, [1, 2, 3, 4])).toEqual([3])
  expect(ownedBy('c', owners, [1, 2, 3, 4])).toEqual([])
})
