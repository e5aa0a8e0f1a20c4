import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { currentProcess } from '../../host/process-identity.ts'
import { findDockerd } from './dockerd.ts'
import { engineDirectory, engineEntry, readEngineEntry, removeEngineEntry, writeEngineEntry } from './entry.ts'

let state: string
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'podnet-state-'))
  vi.stubEnv('XDG_STATE_HOME', state)
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(state, { recursive: true })
})

describe("the engine's entry", () => {
  test('is absent where nothing was changed, and again once removed', () => {
    expect(readEngineEntry()).toBeUndefined()
    writeEngineEntry(engineEntry())
    removeEngineEntry()
    expect(readEngineEntry()).toBeUndefined()
  })

  test('is the same one until it is removed', () => {
    const entry = { ...engineEntry(), closedUplinks: ['eth0'], process: { pid: 7, startTime: 8 } }
    writeEngineEntry(entry)
    expect(engineEntry()).toEqual(entry)
  })

  test('that is damaged is an error which names the file', () => {
    mkdirSync(engineDirectory(), { recursive: true })
    writeFileSync(join(engineDirectory(), 'engine.json'), '{"kind":"eng')
    expect(() => readEngineEntry()).toThrow(`${join(state, 'podnet', 'engine', 'engine.json')} is damaged`)
  })
})

describe('the engine of an entry', () => {
  test('is the process it names while that runs', () => {
    expect(findDockerd({ ...engineEntry(), process: currentProcess() })).toEqual(currentProcess())
  })

  test('is none when that number now belongs to another process', () => {
    const process = { ...currentProcess(), startTime: 1 }
    expect(findDockerd({ ...engineEntry(), process })).toBeUndefined()
  })
})
