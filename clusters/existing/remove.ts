import { ApiException, type V1Namespace } from '@kubernetes/client-node'
import { waitUntil } from '../host/clock.ts'
import { KubernetesClient } from '../kubernetes/client.ts'
import { deletePods } from '../kubernetes/pods/delete.ts'
import type { ClusterEntry } from '../ledger/entry.ts'
import { removeEntry } from '../ledger/ledger.ts'
import { namespaceName, ownerLabel } from './names.ts'
import { existingTraceSchema } from './state.ts'

/**
 * Removes everything podnet made in a cluster, and then the entry. The namespace holds all of it, and goes only if it
 * bears the entry's id. Returns the number of namespaces removed. Throws DeadlineExceeded, the API's error, or Error
 * where the kubeconfig is gone.
 */
export async function removeFromCluster(entry: ClusterEntry): Promise<number> {
  const client = clientOf(entry)
  const name = namespaceName(entry)
  const found = await ownNamespaceOf(client, entry)
  if (found !== undefined) {
    await forgetEndingPods(client, name)
    await client.core.deleteNamespace({ name })
    const deadline = { name: `namespace ${name} to be gone`, timeMs: 180_000 }
    await waitUntil(deadline, async () => (await ownNamespaceOf(client, entry)) === undefined, { intervalMs: 250 })
  }
  removeEntry(entry)
  return found === undefined ? 0 : 1
}

/** A Pod that ends already would have all the time it was given, and the namespace would wait for it. */
async function forgetEndingPods(client: KubernetesClient, namespace: string): Promise<void> {
  const { items } = await client.core.listNamespacedPod({ namespace })
  const ending = items.filter(({ metadata }) => metadata?.deletionTimestamp !== undefined)
  await deletePods(
    client,
    namespace,
    ending.map(({ metadata }) => ({ name: metadata?.name ?? '' })),
  )
}

/** Whether anything of it is there. Throws as removeFromCluster does. */
export async function isHeld(entry: ClusterEntry): Promise<boolean> {
  return (await ownNamespaceOf(clientOf(entry), entry)) !== undefined
}

function clientOf({ state }: ClusterEntry): KubernetesClient {
  const { kubeconfig, context } = existingTraceSchema.parse(state)
  return new KubernetesClient(kubeconfig, context)
}

async function ownNamespaceOf(client: KubernetesClient, entry: ClusterEntry): Promise<V1Namespace | undefined> {
  try {
    const namespace = await client.core.readNamespace({ name: namespaceName(entry) })
    return namespace.metadata?.labels?.[ownerLabel] === entry.id ? namespace : undefined
  } catch (error) {
    if (error instanceof ApiException && error.code === 404) return undefined
    throw error
  }
}
