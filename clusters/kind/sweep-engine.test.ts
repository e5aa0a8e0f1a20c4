import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { currentProcess, type ProcessIdentity } from '../host/process-identity.ts'
import { createEntry } from '../ledger/ledger.ts'
import { exampleCluster } from '../ledger/scratch-ledger.fixture.ts'
import { engineLock } from './engine/ensure-engine.ts'
import { engineEntry, readEngineEntry, writeEngineEntry } from './engine/entry.ts'
import { buildLock, makeScratch } from './images/cache.ts'
import { sweepEngine } from './sweep-engine.ts'

const dead: ProcessIdentity = { pid: 1, startTime: -1 }
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'podnet-state-'))
  vi.stubEnv('XDG_STATE_HOME', folder)
  vi.stubEnv('XDG_CACHE_HOME', folder)
  mkdirSync(join(folder, 'podnet', 'engine'), { recursive: true })
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

/** What sweep says, for an engine of podnet's that is this process. */
async function swept(all: boolean, process = currentProcess()): Promise<string[]> {
  writeEngineEntry({ ...engineEntry(), process })
  const problems: string[] = []
  return [...(await sweepEngine({ all }, problems)), ...problems]
}

test('an engine that runs is kept without all', async () => {
  expect(await swept(false)).toEqual([])
  expect(readEngineEntry()).toBeDefined()
})

test('one that a command makes ready, or builds with, is left alone', async () => {
  for (const path of [engineLock(), join(folder, 'podnet', 'lock')]) {
    writeFileSync(path, JSON.stringify(currentProcess()))
    expect(await swept(true)).toEqual([`Left the container engine alone: process ${process.pid} uses it.`])
    rmSync(path)
  }
  expect(readEngineEntry()).toBeDefined()
})

test('of one that is gone nothing is kept', async () => {
  expect(await swept(false, dead)).toEqual(['Forgot a container engine that is gone.'])
  expect(readEngineEntry()).toBeUndefined()
})

test('half-made files of a build that was killed are removed, and those of one that lives are not', async () => {
  const scratch = makeScratch()
  writeFileSync(buildLock(), JSON.stringify(currentProcess()))
  expect(await sweepEngine({ all: false }, [])).toEqual([])
  expect(existsSync(scratch)).toBe(true)
  writeFileSync(buildLock(), JSON.stringify(dead))
  expect(await sweepEngine({ all: false }, [])).toEqual(['Removed half-made files of an image build that was killed.'])
  expect(existsSync(scratch)).toBe(false)
})

test('with a cluster in the ledger it stays, and limits raised for somebody else’s engine do too', async () => {
  createEntry(exampleCluster({ provider: 'kind' }))
  expect(await swept(true, dead)).toEqual(['Left the container engine alone: a cluster needs it.'])
  writeEngineEntry({ kind: 'engine', id: 'engine-x', createdAt: '', closedUplinks: [] })
  expect(await sweepEngine({ all: false }, [])).toEqual([])
  expect(readEngineEntry()).toBeDefined()
})
