import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { currentProcess } from '../host/process-identity.ts'
import type { ClusterEntry } from './entry.ts'

/** For tests: a ledger of its own in place of the user's, until `remove` is called. */
export function scratchLedger(): { directory: string; remove(): void } {
  const before = process.env.XDG_STATE_HOME
  const home = mkdtempSync(join(tmpdir(), 'podnet-ledger-'))
  process.env.XDG_STATE_HOME = home
  return {
    directory: join(home, 'podnet', 'ledger'),
    remove() {
      rmSync(home, { recursive: true, force: true })
      if (before === undefined) delete process.env.XDG_STATE_HOME
      else process.env.XDG_STATE_HOME = before
    },
  }
}

/** For tests: an entry of a cluster that this process uses and that holds nothing. */
export function exampleCluster(change: Partial<ClusterEntry> = {}): ClusterEntry {
  return {
    kind: 'cluster',
    id: `example-${process.pid}-${Math.random().toString(16).slice(2)}`,
    name: 'example',
    provider: 'lab',
    network: 'flannel-vxlan',
    nodes: 2,
    createdAt: '2026-08-22T12:00:00.000Z',
    kept: false,
    users: [currentProcess()],
    ...change,
  }
}
