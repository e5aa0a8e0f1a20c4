import type { ClusterSummary } from '../../clusters/cluster.ts'
import { type ProviderName, type Providers, providerNames } from '../../clusters/providers.ts'
import { didYouMean } from './closest.ts'

/** A cluster, and who runs it. */
export type FoundCluster = ClusterSummary & { provider: ProviderName }

/** The clusters of every provider. */
export async function listClusters(providers: Providers): Promise<FoundCluster[]> {
  const lists = await Promise.all(
    providerNames.map(async (provider) =>
      (await providers[provider].list()).map((cluster) => ({ ...cluster, provider })),
    ),
  )
  return lists.flat()
}

/** The running cluster of this name, or a problem that lists what there is. */
export async function findCluster(
  providers: Providers,
  name: string,
  problems: string[],
): Promise<FoundCluster | undefined> {
  const clusters = await listClusters(providers)
  const found = clusters.find((cluster) => cluster.name === name)
  if (found?.state === 'running') return found
  const names = clusters.filter(({ state }) => state === 'running').map((cluster) => cluster.name)
  const there = names.length === 0 ? 'none is running' : `running: ${names.join(', ')}`
  problems.push(
    found === undefined
      ? `there is no cluster "${name}"${didYouMean(name, names)}; ${there}; \`podnet cluster create ${name} --network NAME\` makes it`
      : `cluster "${name}" is broken: part of it is gone, or a change of it was not finished; \`podnet cluster delete ${name}\` removes the rest`,
  )
  return undefined
}
