import type { ClusterProvider, ClusterSummary } from '../../clusters/cluster.ts'
import { didYouMean } from './closest.ts'

/** The running cluster of this name, or a problem that lists what there is. */
export async function findCluster(
  provider: ClusterProvider,
  name: string,
  problems: string[],
): Promise<ClusterSummary | undefined> {
  const clusters = await provider.list()
  const found = clusters.find((cluster) => cluster.name === name)
  if (found?.state === 'running') return found
  const names = clusters.filter(({ state }) => state === 'running').map((cluster) => cluster.name)
  const there = names.length === 0 ? 'none is running' : `running: ${names.join(', ')}`
  problems.push(
    found === undefined
      ? `there is no cluster "${name}"${didYouMean(name, names)}; ${there}; \`podnet cluster create ${name} --network NAME\` makes it`
      : `cluster "${name}" is broken: part of it is gone; \`podnet cluster delete ${name}\` removes the rest`,
  )
  return undefined
}
