import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { properties } from '../../properties/registry.ts'
import { projectRoot } from './tree.ts'

const rows = readFileSync(join(projectRoot, 'docs/claims.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| C'))
  .map((line) => line.split('|').map((cell) => cell.trim()))

test('every claim has one row, in order', () => {
  expect(rows.map(([, id]) => id)).toEqual(Array.from({ length: 100 }, (_, index) => `C${index + 1}`))
})

test('every claim names a property, a reason or an issue', () => {
  const covered = /^(`[a-z-]+`|out of a lab's reach: \S|issue: \w)/
  expect(rows.filter(([, , , by]) => !covered.test(by ?? '')).map(([, id]) => id)).toEqual([])
})

test.each(rows.map(([, id, , by]) => [id ?? '', by ?? ''] as const))(
  '%s names exactly the properties that cover it',
  (id, by) => {
    const named = [...(by.split(';')[0] ?? '').matchAll(/^`([a-z-]+)`|, `([a-z-]+)`/g)].map(
      (match) => match[1] ?? match[2],
    )
    expect(named).toEqual(properties.filter((property) => property.claims.includes(id)).map((property) => property.id))
  },
)
