import type { V1Pod } from '@kubernetes/client-node'
import { DeadlineExceeded } from '../../host/clock.ts'
import type { KubernetesClient } from '../kubernetes/client.ts'
import { watchUntil } from '../kubernetes/watch-until.ts'
import { podNamespace } from './pod-object.ts'
import { runs } from './runs.ts'

/** IPs of Pods of the Pod network that podnet did not create, by the Node's name: a real cluster has some of its own. */
export type OtherPods = Record<string, string[]>

const deadline = { name: "the cluster's own Pods to run", timeMs: 30_000 }

/**
 * Waits until the cluster's own Pods run: each adds a port to its Node's bridge. One that does not get there, in a
 * cluster that somebody broke, is no reason to stop: who needs it will see. Throws the API's refusal, or the signal's reason.
 */
export async function waitForOtherPods(client: KubernetesClient, signal: AbortSignal): Promise<void> {
  const all = { path: '/api/v1/pods', list: () => client.core.listPodForAllNamespaces() }
  const settled = (pod: V1Pod) => pod.metadata?.namespace === podNamespace || runs(pod) || hasEnded(pod)
  try {
    await watchUntil<V1Pod>(client, all, deadline, (pods) => pods.every(settled), signal)
  } catch (error) {
    if (!(error instanceof DeadlineExceeded)) throw error
  }
}

const hasEnded = ({ status }: V1Pod): boolean => status?.phase === 'Succeeded' || status?.phase === 'Failed'

/** The Pods that are not podnet's, as they are now. */
export async function readOtherPods(
  client: KubernetesClient,
  containers: Readonly<Record<string, string>>,
): Promise<OtherPods> {
  return otherPodsOf((await client.core.listPodForAllNamespaces()).items, containers)
}

/** Out of all Pods of a cluster. */
export function otherPodsOf(pods: readonly V1Pod[], containers: Readonly<Record<string, string>>): OtherPods {
  const others = pods.filter(
    (pod) => pod.metadata?.namespace !== podNamespace && pod.spec?.hostNetwork !== true && !hasEnded(pod),
  )
  return Object.fromEntries(
    Object.entries(containers).map(([node, container]) => [
      node,
      others
        .filter(({ spec }) => spec?.nodeName === container)
        .flatMap(({ status }) => status?.podIPs?.map(({ ip }) => ip) ?? []),
    ]),
  )
}
