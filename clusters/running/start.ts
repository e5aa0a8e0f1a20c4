import { randomBytes } from 'node:crypto'
import type { ClusterRequest } from '../cluster.ts'
import { currentProcess } from '../host/process-identity.ts'
import type { ClusterEntry } from '../ledger/entry.ts'
import { createEntry } from '../ledger/ledger.ts'

/** How a provider makes a cluster and takes it away. */
export interface Builder<Cluster> {
  provider: string
  /** What the ledger must know beforehand to remove what will be made. */
  trace?: object
  build(entry: ClusterEntry): Promise<Cluster>
  /** Called before what a failed build left is removed. */
  failed?(entry: ClusterEntry): Promise<void>
  remove(entry: ClusterEntry): Promise<unknown>
}

/**
 * Makes a cluster whose intention stands in the ledger before anything of it exists. What failed or was aborted half
 * way is removed again, and the first error thrown. Throws Error when the name is taken.
 */
export async function startInLedger<Cluster>(request: ClusterRequest, builder: Builder<Cluster>): Promise<Cluster> {
  const entry = intention(request, builder)
  if (!createEntry(entry)) throw new Error(`a cluster called ${request.name} exists already`)
  try {
    return await builder.build(entry)
  } catch (error) {
    await builder.failed?.(entry)
    await builder.remove(entry).catch(() => {
      // The ledger still names it: sweep will say why it cannot be removed.
    })
    throw error
  }
}

function intention(
  { name, network, topology, keep }: ClusterRequest,
  { provider, trace }: Builder<unknown>,
): ClusterEntry {
  return {
    kind: 'cluster',
    id: `${name}-${randomBytes(8).toString('hex')}`,
    name,
    provider,
    network: network.name,
    nodes: topology.nodes.length,
    createdAt: new Date().toISOString(),
    kept: keep,
    users: [currentProcess()],
    ...(trace !== undefined && { state: trace }),
  }
}
