import type { V1Pod } from '@kubernetes/client-node'
import type { KubernetesClient } from '../../kubernetes/client.ts'
import { isReadyPod } from '../../kubernetes/ready.ts'

/**
 * Deletes Pods that were waiting for the network, so that their owners make new ones: kubelet comes back to the old ones
 * after 12 seconds and more only. Throws the API's refusal.
 */
export async function renewWaitingPods(client: KubernetesClient): Promise<void> {
  const pods = (await client.core.listPodForAllNamespaces()).items
  await Promise.all(
    pods.filter(isWaiting).map(({ metadata }) =>
      client.core.deleteNamespacedPod({
        name: metadata?.name ?? '',
        namespace: metadata?.namespace ?? '',
        gracePeriodSeconds: 0,
      }),
    ),
  )
}

/** Bound to a Node, with an owner, and without a sandbox yet. */
function isWaiting(pod: V1Pod): boolean {
  const { metadata, spec, status } = pod
  const hasOwner = (metadata?.ownerReferences?.length ?? 0) > 0
  return hasOwner && spec?.hostNetwork !== true && status?.phase === 'Pending' && !isReadyPod(pod)
}
