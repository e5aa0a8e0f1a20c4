import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { stateDirectory } from './directory.ts'
import { createEntry, findCluster, readLedger, removeEntry, updateCluster } from './ledger.ts'
import { exampleCluster, scratchLedger } from './scratch-ledger.fixture.ts'

let scratch: ReturnType<typeof scratchLedger>
beforeEach(() => {
  scratch = scratchLedger()
})
afterEach(() => scratch.remove())

test('a ledger that does not exist yet is empty', () => {
  expect(readLedger()).toEqual({ entries: [], unreadable: [] })
})

test('a name is given once, and is free again after removal', () => {
  const entry = exampleCluster()
  expect(createEntry(entry)).toBe(true)
  expect(createEntry(exampleCluster())).toBe(false)
  expect(findCluster('example')).toEqual(entry)
  removeEntry(entry)
  removeEntry(entry)
  expect(findCluster('example')).toBeUndefined()
})

test('a damaged file is told and does not hide the others', () => {
  mkdirSync(scratch.directory, { recursive: true })
  writeFileSync(join(scratch.directory, 'cluster-a.json'), '{"kind":"cluster"')
  writeFileSync(join(scratch.directory, 'cluster-b.json'), '{"kind":"cluster","id":7}')
  createEntry(exampleCluster())
  const { entries, unreadable } = readLedger()
  expect(entries.map((entry) => entry.kind)).toEqual(['cluster'])
  expect(unreadable.map(({ path }) => path.slice(-9))).toEqual(['er-a.json', 'er-b.json'])
  expect(unreadable[1]?.problem).toContain('name: ')
  expect(() => findCluster('b')).toThrow(/cluster-b.json is damaged/)
})

describe('updateCluster', () => {
  test('changes an entry and leaves no lock behind', async () => {
    const entry = exampleCluster()
    createEntry(entry)
    await Promise.all(
      Array.from({ length: 10 }, () => updateCluster(entry, (entry) => ({ ...entry, nodes: entry.nodes + 1 }))),
    )
    expect(findCluster('example')?.nodes).toBe(12)
    expect(readdirSync(scratch.directory)).toEqual(['cluster-example.json'])
  })

  test('takes over the lock of a dead process', async () => {
    const entry = exampleCluster()
    createEntry(entry)
    writeFileSync(join(scratch.directory, 'lock'), '{"pid":1,"startTime":-1}')
    expect(await updateCluster(entry, (entry) => entry)).toEqual(entry)
  })

  test('leaves alone a cluster that took the name', async () => {
    createEntry(exampleCluster())
    expect(await updateCluster({ name: 'example', id: 'another' }, (entry) => entry)).toBeUndefined()
  })
})

test('a relative XDG_STATE_HOME does not count', () => {
  expect(stateDirectory({ XDG_STATE_HOME: 'here' })).toMatch(/\/\.local\/state\/podnet$/)
  expect(stateDirectory({ XDG_STATE_HOME: '/there' })).toBe('/there/podnet')
})
