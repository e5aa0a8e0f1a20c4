import { isRunning } from '../host/process-identity.ts'
import type { ClusterEntry } from './entry.ts'
import { readLedger } from './ledger.ts'
import { releaseNeighbourTable } from './neighbour-table.ts'

/** How clusters of one provider are found and removed, whatever is left of them. */
export interface Remover {
  /** What such a cluster is made of, one and many. */
  parts: readonly [one: string, many: string]
  /** Whether anything of the cluster is still there. */
  isHeld(entry: ClusterEntry): boolean | Promise<boolean>
  /** Removes the cluster and then its entry; returns the number of parts that were still there. */
  remove(entry: ClusterEntry): Promise<number>
}

export interface SweepOptions {
  /** Removes kept clusters too. A cluster that a living command uses is left alone even then. */
  all: boolean
  /** By the provider's name. A cluster of any other provider is left alone. */
  removers: Readonly<Record<string, Remover>>
}

/**
 * Removes what the ledger proves to be podnet's and nobody uses any more.
 * Goes on after a failure, which it adds to `problems`. Returns one sentence for each thing removed, left alone or not
 * understood.
 */
export async function sweep({ all, removers }: SweepOptions, problems: string[] = []): Promise<string[]> {
  const { entries, unreadable } = readLedger()
  const clusters = entries.filter((entry) => entry.kind === 'cluster')
  const sentences = unreadable.map(({ path, problem }) => `Left ${path} alone, since it cannot be read: ${problem}`)
  for (const cluster of clusters)
    sentences.push(...(await sweepCluster(cluster, removers[cluster.provider], all, problems)))
  sentences.push(...(await sweepNeighbourTable(problems)))
  return sentences
}

async function sweepCluster(
  cluster: ClusterEntry,
  remover: Remover | undefined,
  all: boolean,
  problems: string[],
): Promise<string[]> {
  const { name, network, provider } = cluster
  const user = cluster.users.find(isRunning)
  if (user !== undefined) return [`Left cluster ${name} alone: process ${user.pid} uses it.`]
  if (remover === undefined) return [`Left cluster ${name} alone: this podnet knows no provider ${provider}.`]
  try {
    // A kept cluster that is gone leaves nothing to keep.
    if (cluster.kept && !all && (await remover.isHeld(cluster))) return []
    const count = await remover.remove(cluster)
    const what = count === 0 ? 'nothing of it was left' : `${count} ${remover.parts[count === 1 ? 0 : 1]} ended`
    return [`Removed cluster ${name} (${network}): ${what}.`]
  } catch (error) {
    problems.push(`Could not remove cluster ${name}: ${(error as Error).message}`)
    return []
  }
}

async function sweepNeighbourTable(problems: string[]): Promise<string[]> {
  const alive = new Set(readLedger().entries.flatMap((entry) => (entry.kind === 'cluster' ? [entry.id] : [])))
  try {
    return (await releaseNeighbourTable((id) => !alive.has(id))) ? ['Put the limits of the neighbour table back.'] : []
  } catch (error) {
    problems.push(`Could not put the limits of the neighbour table back: ${(error as Error).message}`)
    return []
  }
}
