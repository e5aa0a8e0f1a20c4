import type { StartedCluster } from '../../clusters/cluster.ts'
import { findCluster } from '../options/clusters.ts'
import type { Context } from '../services.ts'
import { refuseIf, UsageError } from '../usage-error.ts'

/** Finds a running cluster. Throws a UsageError that lists what there is when it does not run. */
export async function attachTo({ providers }: Context, name: string, signal: AbortSignal): Promise<StartedCluster> {
  const problems: string[] = []
  const found = await findCluster(providers(), name, problems)
  if (found === undefined) throw new UsageError(problems)
  const provider = providers()[found.provider]
  refuseIf(await provider.problems())
  return provider.attach(name, signal)
}

/** Runs an action on a running cluster and leaves that running. Throws as attachTo does. */
export async function onCluster<T>(
  context: Context,
  name: string,
  signal: AbortSignal,
  action: (cluster: StartedCluster) => Promise<T>,
): Promise<T> {
  const cluster = await attachTo(context, name, signal)
  try {
    return await action(cluster)
  } finally {
    await cluster.detach()
  }
}
