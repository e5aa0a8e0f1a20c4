import { afterEach, beforeEach, expect, test } from 'vitest'
import { createEntry, readLedger } from './ledger.ts'
import {
  type NeighbourThresholds,
  raiseNeighbourTable,
  readThresholds,
  releaseNeighbourTable,
} from './neighbour-table.ts'
import { processRemover } from './remove-cluster.ts'
import { exampleCluster, scratchLedger } from './scratch-ledger.fixture.ts'
import { sweep } from './sweep.ts'

const canChange = process.getuid?.() === 0 && readThresholds() !== undefined
let scratch: ReturnType<typeof scratchLedger>
beforeEach(() => {
  scratch = scratchLedger()
})
afterEach(() => scratch.remove())

const limits = () => readThresholds() as NeighbourThresholds
const more = (by: number): NeighbourThresholds => limits().map((limit) => limit + by) as NeighbourThresholds

test.runIf(canChange).each([
  [1000, 2000],
  [2000, 1000],
])('raised by %i and %i for two clusters, the larger one stands until the second is done', async (first, second) => {
  const before = limits()
  const wanted = [more(first), more(second)] as const
  const larger = more(2000)
  await raiseNeighbourTable('one', wanted[0])
  await raiseNeighbourTable('two', wanted[1])
  expect(limits()).toEqual(larger)
  expect(await releaseNeighbourTable((id) => id === 'one')).toBe(false)
  expect(limits()).toEqual(larger)
  expect(await releaseNeighbourTable((id) => id === 'two')).toBe(true)
  expect(limits()).toEqual(before)
  expect(readLedger().entries).toEqual([])
})

test.runIf(canChange)('never lowered', async () => {
  const before = limits()
  await raiseNeighbourTable('one', more(-1))
  expect(limits()).toEqual(before)
  expect(readLedger().entries).toEqual([])
})

test.runIf(canChange)('sweep puts it back when the cluster is gone, and not before', async () => {
  const before = limits()
  const cluster = exampleCluster()
  createEntry(cluster)
  await raiseNeighbourTable(cluster.id, more(1000))
  await sweep({ all: false, removers: { lab: processRemover } })
  expect(limits()).not.toEqual(before)
  createEntry(cluster)
  await raiseNeighbourTable('somebody-who-was-killed', more(1000))
  await releaseNeighbourTable((id) => id === cluster.id)
  expect(await sweep({ all: false, removers: { lab: processRemover } })).toContain(
    'Put the limits of the neighbour table back.',
  )
  expect(limits()).toEqual(before)
})
