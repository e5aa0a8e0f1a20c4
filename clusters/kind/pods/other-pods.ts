import type { V1Pod } from '@kubernetes/client-node'
import type { KubernetesClient } from '../kubernetes/client.ts'
import { watchUntil } from '../kubernetes/watch-until.ts'
import { podNamespace } from './pod-object.ts'
import { runs } from './runs.ts'

/** IPs of Pods of the Pod network that podnet did not create, by the Node's name: a real cluster has some of its own. */
export type OtherPods = Record<string, string[]>

const deadline = { name: "the cluster's own Pods to run", timeMs: 120_000 }

/** Waits until every Pod of the cluster runs: each adds a port to its Node's bridge. Throws DeadlineExceeded, or the signal's reason. */
export async function waitForOwnPods(client: KubernetesClient, signal: AbortSignal): Promise<void> {
  const all = { path: '/api/v1/pods', list: () => client.core.listPodForAllNamespaces() }
  await watchUntil<V1Pod>(client, all, deadline, (pods) => pods.every(runs), signal)
}

/** The Pods that are not podnet's, as they are now. */
export async function readOtherPods(
  client: KubernetesClient,
  containers: Readonly<Record<string, string>>,
): Promise<OtherPods> {
  return otherPodsOf((await client.core.listPodForAllNamespaces()).items, containers)
}

/** Out of all Pods of a cluster. */
export function otherPodsOf(pods: readonly V1Pod[], containers: Readonly<Record<string, string>>): OtherPods {
  const others = pods.filter(({ metadata, spec }) => metadata?.namespace !== podNamespace && spec?.hostNetwork !== true)
  return Object.fromEntries(
    Object.entries(containers).map(([node, container]) => [
      node,
      others
        .filter(({ spec }) => spec?.nodeName === container)
        .flatMap(({ status }) => status?.podIPs?.map(({ ip }) => ip) ?? []),
    ]),
  )
}
