import type { StartedCluster } from '../../clusters/cluster.ts'
import { findCluster } from '../options/clusters.ts'
import type { Context } from '../services.ts'
import { refuseIf } from '../usage-error.ts'

/** Runs an action on a running cluster and leaves that running. Throws a UsageError when it does not run. */
export async function onCluster<T>(
  { provider }: Context,
  name: string,
  signal: AbortSignal,
  action: (cluster: StartedCluster) => Promise<T>,
): Promise<T> {
  const problems: string[] = []
  await findCluster(provider, name, problems)
  refuseIf(problems)
  const cluster = await provider.attach(name, signal)
  try {
    return await action(cluster)
  } finally {
    await cluster.detach()
  }
}
