import type { KubernetesObject, V1DaemonSet, V1Node, V1Pod } from '@kubernetes/client-node'
import type { KubernetesClient } from '../../kubernetes/client.ts'
import { isSelected, podsIn } from '../../kubernetes/pods/owned-pods.ts'
import { isReadyNode, isReadyPod, podProblem } from '../../kubernetes/ready.ts'
import { watchUntil } from '../../kubernetes/watch-until.ts'

const ready = (what: string) => ({ name: `${what} to be ready`, timeMs: 300_000 })

/**
 * Installs a network's objects and waits until every Node, and every Pod of its DaemonSets, is Ready. Throws
 * DeadlineExceeded, Error for an image that cannot be had, the API's refusal of an object, or the signal's reason.
 */
export async function installNetwork(
  client: KubernetesClient,
  objects: readonly KubernetesObject[],
  nodes: number,
  signal: AbortSignal,
): Promise<void> {
  await client.apply(objects)
  signal.throwIfAborted()
  const daemonSets = objects.filter(({ kind }) => kind === 'DaemonSet') as V1DaemonSet[]
  await Promise.all([
    ...daemonSets.map((daemonSet) => waitForDaemonSet(client, daemonSet, nodes, signal)),
    watchUntil<V1Node>(
      client,
      { path: '/api/v1/nodes', list: () => client.core.listNode() },
      ready('every Node'),
      (found) => found.length === nodes && found.every(isReadyNode),
      signal,
    ),
  ])
}

async function waitForDaemonSet(
  client: KubernetesClient,
  { metadata, spec }: V1DaemonSet,
  nodes: number,
  signal: AbortSignal,
): Promise<void> {
  await watchUntil<V1Pod>(
    client,
    podsIn(client, metadata?.namespace ?? 'default'),
    ready(`a Pod of ${metadata?.name} on every Node`),
    (all) => {
      const pods = all.filter((pod) => isSelected(spec?.selector ?? {}, pod))
      const problem = pods.map(podProblem).find((problem) => problem !== undefined)
      if (problem !== undefined) throw new Error(problem)
      return pods.length === nodes && pods.every(isReadyPod)
    },
    signal,
  )
}
