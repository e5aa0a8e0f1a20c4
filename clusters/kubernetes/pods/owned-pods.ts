import type { V1LabelSelector, V1Pod } from '@kubernetes/client-node'
import type { KubernetesClient } from '../client.ts'
import type { Collection } from '../watch-until.ts'

/** All Pods of a namespace. */
export const podsIn = (client: KubernetesClient, namespace: string): Collection<V1Pod> => ({
  path: `/api/v1/namespaces/${namespace}/pods`,
  list: () => client.core.listNamespacedPod({ namespace }),
})

/** Whether a DaemonSet's or Deployment's selector finds a Pod; all of them are made with labels alone. */
export function isSelected({ matchLabels = {} }: V1LabelSelector, { metadata }: V1Pod): boolean {
  return Object.entries(matchLabels).every(([key, value]) => metadata?.labels?.[key] === value)
}
