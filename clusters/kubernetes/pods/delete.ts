import { ApiException } from '@kubernetes/client-node'
import type { Pod } from '../../../properties/model/scenario.ts'
import type { Agents } from '../../agents/agents.ts'
import { waitUntil } from '../../host/clock.ts'
import type { KubernetesClient } from '../client.ts'
import { namespaceOf } from '../namespace.ts'
import type { Running } from './create.ts'
import { readSandboxes } from './read-sandboxes.ts'

/**
 * Deletes Pods, all at once; the API server forgets them at once. `own`: podnet's namespace. Agents must have left them
 * before. Throws the API's error.
 */
export async function deletePods(
  client: KubernetesClient,
  own: string,
  pods: readonly Pick<Pod, 'name' | 'namespace'>[],
): Promise<void> {
  await Promise.all(pods.map((pod) => deletePod(client, namespaceOf(pod, own), pod.name)))
}

/**
 * Waits until the sandboxes of deleted Pods are gone: without a grace period nobody remembers a Pod whose network
 * namespace still answers. Throws DeadlineExceeded, or the signal's reason.
 */
export async function waitUntilGone(
  agents: Agents,
  pods: readonly Pod[],
  running: Running,
  signal: AbortSignal,
): Promise<void> {
  if (pods.length === 0) return
  const uids = new Set(pods.map(({ name }) => running[name]?.uid))
  const nodes = new Set(pods.map(({ nodeName }) => nodeName))
  await waitUntil(
    { name: `the sandboxes of ${pods.length} deleted Pods to go`, timeMs: 60_000 + pods.length * 2_000 },
    async () => !(await readSandboxes(agents, nodes, signal)).some(({ podUid }) => uids.has(podUid)),
    { intervalMs: 250, signal },
  )
}

/** A Pod that is gone already is what was wanted. */
async function deletePod(client: KubernetesClient, namespace: string, name: string): Promise<void> {
  try {
    await client.core.deleteNamespacedPod({ name, namespace, gracePeriodSeconds: 0 })
  } catch (error) {
    if (!(error instanceof ApiException) || error.code !== 404) throw error
  }
}
