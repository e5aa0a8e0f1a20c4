import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { createFile, replaceFile } from './atomic-file.ts'

const directory = mkdtempSync(join(tmpdir(), 'podnet-atomic-'))
afterEach(() => rmSync(directory, { recursive: true, force: true }))

test('creates a file once and leaves nothing beside it', () => {
  const path = join(directory, 'deep', 'file')
  expect(createFile(path, 'first')).toBe(true)
  expect(createFile(path, 'second')).toBe(false)
  expect(readFileSync(path, 'utf8')).toBe('first')
  expect(readdirSync(join(directory, 'deep'))).toEqual(['file'])
})

test('replaces a file and leaves nothing beside it', () => {
  const path = join(directory, 'deep', 'file')
  replaceFile(path, 'first')
  replaceFile(path, 'second')
  expect(readFileSync(path, 'utf8')).toBe('second')
  expect(readdirSync(join(directory, 'deep'))).toEqual(['file'])
})
