import { PatchStrategy, setHeaderOptions, type V1Pod } from '@kubernetes/client-node'
import type { Pod } from '../../../properties/model/scenario.ts'
import type { KubernetesClient } from '../client.ts'
import { refusal } from '../refusal.ts'

/** Condition behind the readiness gate of podnet's Pods: podnet says whether a Pod is ready, since pause has nothing to ask. */
export const readyCondition = 'podnet/ready'

/** Pods that a Service may select by a label; others are ready as soon as they run. */
export function hasReadinessGate({ labels = {}, ready }: Pod): boolean {
  return Object.keys(labels).length > 0 || ready !== undefined
}

/** What a Pod's readiness is to be. */
export const isToBeReady = ({ ready = true }: Pick<Pod, 'ready'>): boolean => ready

/** Opens or closes the readiness gate of a Pod that has one; kubelet makes its readiness of it. Throws the API's refusal. */
export async function setReadiness(client: KubernetesClient, namespace: string, pod: Pod): Promise<void> {
  if (!hasReadinessGate(pod)) return
  const status = isToBeReady(pod) ? 'True' : 'False'
  const body: V1Pod = { status: { conditions: [{ type: readyCondition, status }] } }
  const strategy = setHeaderOptions('Content-Type', PatchStrategy.StrategicMergePatch)
  try {
    await client.core.patchNamespacedPodStatus({ name: pod.name, namespace, body }, strategy)
  } catch (error) {
    throw refusal(error, `the readiness of Pod ${pod.name} is refused`)
  }
}
