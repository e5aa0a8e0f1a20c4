import { afterAll, afterEach, expect, test } from 'vitest'
import type { ClusterEntry } from '../ledger/entry.ts'
import { createEntry, findCluster } from '../ledger/ledger.ts'
import { scratchLedger } from '../ledger/scratch-ledger.fixture.ts'
import { type FakeCluster, startFakeCluster } from './fake-cluster.fixture.ts'
import { namespaceName, ownerLabel } from './names.ts'
import { isHeld, removeFromCluster } from './remove.ts'

const scratch = scratchLedger()
afterAll(() => scratch.remove())
let cluster: FakeCluster | undefined
afterEach(() => cluster?.close())

const id = 'run-1-0123456789abcdef'
const path = '/api/v1/namespaces/podnet-0123456789abcdef'

const pod = (name: string, deletionTimestamp?: string) => ({
  metadata: { name, ...(deletionTimestamp && { deletionTimestamp }) },
})

/** A namespace that bears a label and is gone once it was deleted, with a Pod that lives and one that ends. */
async function clusterWith(owner: string): Promise<ClusterEntry> {
  let there = true
  cluster = await startFakeCluster((request) => {
    if (request === `DELETE ${path}`) there = false
    if (request === `GET ${path}/pods`) return { items: [pod('living'), pod('ending', '2026-01-01T00:00:00Z')] }
    return there || request.startsWith('DELETE') ? { metadata: { labels: { [ownerLabel]: owner } } } : undefined
  })
  return {
    kind: 'cluster',
    id,
    name: 'run-1',
    provider: 'existing',
    network: 'flannel-vxlan',
    nodes: 3,
    createdAt: '2026-01-01T00:00:00Z',
    kept: false,
    users: [],
    state: { kubeconfig: cluster.kubeconfig, context: 'fake' },
  }
}

test("a namespace is called by the entry's own digits", () => {
  expect(namespaceName({ id })).toBe('podnet-0123456789abcdef')
})

test('the namespace goes, and the entry after it', async () => {
  const entry = await clusterWith(id)
  createEntry(entry)
  expect(await isHeld(entry)).toBe(true)
  expect(await removeFromCluster(entry)).toBe(1)
  expect(cluster?.requests.filter((request) => request.startsWith('DELETE'))).toEqual([
    `DELETE ${path}/pods/ending?gracePeriodSeconds=0`,
    `DELETE ${path}`,
  ])
  expect(findCluster('run-1')).toBeUndefined()
  expect(await removeFromCluster(entry)).toBe(0)
})

test("a namespace without the entry's id is nobody's to remove", async () => {
  const entry = await clusterWith('another')
  expect(await isHeld(entry)).toBe(false)
  expect(await removeFromCluster(entry)).toBe(0)
  expect(cluster?.requests).not.toContain(`DELETE ${path}`)
})

test('a kubeconfig that is gone leaves the entry, and says so', async () => {
  const entry = await clusterWith(id)
  createEntry(entry)
  const lost = { ...entry, state: { kubeconfig: '/nowhere/kubeconfig', context: 'fake' } }
  await expect(removeFromCluster(lost)).rejects.toThrow('/nowhere/kubeconfig')
  expect(findCluster('run-1')).toBeDefined()
})
