import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startDetached } from '../host/process.ts'
import { identifyProcess, isRunning, kill, type ProcessIdentity } from '../host/process-identity.ts'
import { clusterMarker } from './find-processes.ts'
import { createEntry } from './ledger.ts'
import { processRemover } from './remove-cluster.ts'
import { exampleCluster, scratchLedger } from './scratch-ledger.fixture.ts'
import { type SweepOptions, sweep as sweepWith } from './sweep.ts'

const sweep = ({ all }: Pick<SweepOptions, 'all'>) => sweepWith({ all, removers: { lab: processRemover } })

const dead: ProcessIdentity = { pid: 1, startTime: -1 }
let scratch: ReturnType<typeof scratchLedger>
let started: ProcessIdentity[] = []
beforeEach(() => {
  scratch = scratchLedger()
})
afterEach(() => {
  for (const identity of started) kill(identity)
  started = []
  scratch.remove()
})

/** A process that belongs to a cluster as a holder does. */
async function holderOf(id: string): Promise<ProcessIdentity> {
  const { pid } = await startDetached('sh', ['-c', 'echo ready; exec sleep 30'], { env: { [clusterMarker]: id } })
  const identity = identifyProcess(pid) as ProcessIdentity
  started.push(identity)
  return identity
}

test('an empty ledger: nothing to say', async () => {
  expect(await sweep({ all: false })).toEqual([])
})

test('ends the processes of a cluster whose command is dead, also when it could not write them down', async () => {
  const known = exampleCluster({ name: 'known', users: [dead] })
  const unknown = exampleCluster({ name: 'unknown', users: [dead] })
  const holders = [await holderOf(known.id), await holderOf(unknown.id)]
  createEntry({ ...known, holder: [holders[0] as ProcessIdentity] })
  createEntry(unknown)
  expect(await sweep({ all: false })).toEqual([
    'Removed cluster known (flannel-vxlan): 1 process ended.',
    'Removed cluster unknown (flannel-vxlan): 1 process ended.',
  ])
  expect(holders.map(isRunning)).toEqual([false, false])
  expect(readdirSync(scratch.directory)).toEqual([])
})

test('leaves alone what a living command uses, even with all', async () => {
  const used = exampleCluster({ kept: true })
  const holder = await holderOf(used.id)
  createEntry({ ...used, holder: [holder] })
  expect(await sweep({ all: true })).toEqual([`Left cluster example alone: process ${process.pid} uses it.`])
  expect(isRunning(holder)).toBe(true)
})

test('leaves kept clusters alone unless told all', async () => {
  const kept = exampleCluster({ kept: true, users: [dead] })
  const holder = await holderOf(kept.id)
  createEntry({ ...kept, holder: [holder] })
  expect(await sweep({ all: false })).toEqual([])
  expect(isRunning(holder)).toBe(true)
  expect(await sweep({ all: true })).toHaveLength(1)
  expect(isRunning(holder)).toBe(false)
})

test('removes the entry of a kept cluster that is gone', async () => {
  createEntry(exampleCluster({ kept: true, users: [], holder: [dead] }))
  expect(await sweep({ all: false })).toEqual(['Removed cluster example (flannel-vxlan): nothing of it was left.'])
})

test('a damaged file is told, kept, and stops nothing', async () => {
  mkdirSync(scratch.directory, { recursive: true })
  writeFileSync(join(scratch.directory, 'cluster-a.json'), 'not JSON')
  createEntry(exampleCluster({ users: [dead] }))
  const sentences = await sweep({ all: false })
  expect(sentences[0]).toMatch(/^Left .*cluster-a.json alone, since it cannot be read: /)
  expect(sentences[1]).toMatch(/^Removed cluster example/)
  expect(readdirSync(scratch.directory)).toEqual(['cluster-a.json'])
})

test("a process is only ever ended as the cluster's own", async () => {
  const stranger = await holderOf('another-cluster')
  createEntry(exampleCluster({ users: [dead], holder: [{ ...stranger, startTime: stranger.startTime - 1 }] }))
  await sweep({ all: false })
  expect(isRunning(stranger)).toBe(true)
})

test('a cluster of a provider that is not known is left alone, even with all', async () => {
  createEntry(exampleCluster({ provider: 'later', users: [dead] }))
  expect(await sweep({ all: true })).toEqual(['Left cluster example alone: this podnet knows no provider later.'])
  expect(readdirSync(scratch.directory)).toHaveLength(1)
})

test('what does not go is a problem of its own, and stops nothing', async () => {
  createEntry(exampleCluster({ name: 'a', users: [dead] }))
  createEntry(exampleCluster({ name: 'b', users: [dead] }))
  const stuck = { ...processRemover, remove: async () => Promise.reject(new Error('it is stuck')) }
  const problems: string[] = []
  expect(await sweepWith({ all: false, removers: { lab: stuck } }, problems)).toEqual([])
  expect(problems).toEqual(['a', 'b'].map((name) => `Could not remove cluster ${name}: it is stuck`))
})
