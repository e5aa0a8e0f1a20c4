import type { z } from 'zod'
import { findNetwork } from '../../properties/model/networks/index.ts'
import type { Network } from '../../properties/model/networks/network.ts'
import { ClusterNotFound } from '../cluster.ts'
import { currentProcess, isRunning } from '../host/process-identity.ts'
import type { ClusterEntry } from '../ledger/entry.ts'
import { findCluster, updateCluster } from '../ledger/ledger.ts'

/** What the ledger has of a cluster that is complete. */
export interface Known<State> {
  entry: ClusterEntry
  network: Network
  state: State
}

/** Looks a cluster up. Throws ClusterNotFound, or Error when nothing can be made of what the ledger has. */
export function findKnown<State>(name: string, provider: string, schema: z.ZodType<State>): Known<State> {
  const entry = findCluster(name)
  if (entry === undefined || entry.provider !== provider) {
    throw new ClusterNotFound(`no ${provider} cluster is called ${name}`)
  }
  const state = schema.safeParse(entry.state)
  const network = findNetwork(entry.network)
  if (entry.state === undefined) throw broken(name, 'a change of it was not finished')
  if (!state.success || network === undefined) {
    throw broken(name, 'a change of it was not finished, or it was made by another version of podnet')
  }
  return { entry, network, state: state.data }
}

export function broken(name: string, reason: string): Error {
  return new Error(`cluster ${name} is broken: ${reason}; podnet sweep --all removes it`)
}

/** Notes in the ledger that this process uses the cluster: sweep leaves it alone meanwhile. */
export async function addUser(entry: ClusterEntry): Promise<ClusterEntry> {
  const used = await updateCluster(entry, (entry) => ({
    ...entry,
    users: [...entry.users.filter(isRunning), currentProcess()],
  }))
  return used ?? entry
}
