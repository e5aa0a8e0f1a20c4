import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { withFileLock } from './file-lock.ts'
import { currentProcess } from './process-identity.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'podnet-lock-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const path = () => join(folder, 'lock')
const soon = { name: 'the other one to finish', timeMs: 2_000 }

test('one action runs after the other, also when the first fails', async () => {
  const events: string[] = []
  const { promise, reject } = Promise.withResolvers<void>()
  const first = withFileLock(path(), soon, () => promise)
  const second = withFileLock(path(), soon, async () => {
    events.push('second')
  })
  events.push('first ends')
  reject(new Error('no'))
  await expect(first).rejects.toThrow('no')
  await second
  expect(events).toEqual(['first ends', 'second'])
  expect(existsSync(path())).toBe(false)
})

test('a lock that is held is an error with the name of what was waited for', async () => {
  writeFileSync(path(), JSON.stringify(currentProcess()))
  const wait = withFileLock(path(), { ...soon, timeMs: 1 }, async () => {})
  await expect(wait).rejects.toThrow('the other one to finish: not within 1 ms')
  expect(existsSync(path())).toBe(true)
})

test('a lock whose owner is dead is taken over', async () => {
  writeFileSync(path(), JSON.stringify({ ...currentProcess(), startTime: 1 }))
  expect(await withFileLock(path(), soon, async () => 'done')).toBe('done')
})
