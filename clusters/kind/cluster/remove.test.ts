import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ClusterEntry } from '../../ledger/entry.ts'
import { createEntry, findCluster, removeEntry } from '../../ledger/ledger.ts'
import { exampleCluster, scratchLedger } from '../../ledger/scratch-ledger.fixture.ts'
import { passOnNetwork } from './remove.ts'

let scratch: ReturnType<typeof scratchLedger>
beforeEach(() => {
  scratch = scratchLedger()
})
afterEach(() => scratch.remove())

function cluster(name: string, state?: object): ClusterEntry {
  const entry = exampleCluster({ name, id: name, provider: 'kind', ...(state !== undefined && { state }) })
  createEntry(entry)
  return entry
}

const ownerOf = (name: string) =>
  (findCluster(name)?.state as { networkWasAbsent?: boolean } | undefined)?.networkWasAbsent

test('the network that came with a cluster goes with the last one that uses it', async () => {
  const first = cluster('a', { networkWasAbsent: true })
  cluster('b', { networkWasAbsent: false })
  cluster('c', { networkWasAbsent: false })
  expect(await passOnNetwork(first)).toBe(true)
  expect(['b', 'c'].map(ownerOf)).toEqual([true, false])
  for (const name of ['a', 'c']) removeEntry(findCluster(name) as ClusterEntry)
  expect(await passOnNetwork(findCluster('b') as ClusterEntry)).toBe(false)
})

test('one that was there before belongs to nobody', async () => {
  const first = cluster('a', { networkWasAbsent: false })
  cluster('b', { networkWasAbsent: false })
  expect(await passOnNetwork(first)).toBe(true)
  expect(ownerOf('b')).toBe(false)
})
