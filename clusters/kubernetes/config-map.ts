import { ApiException } from '@kubernetes/client-node'
import type { KubernetesClient } from './client.ts'

/** What a ConfigMap holds; undefined where there is none. Throws the API's other errors. */
export async function readConfigMap(
  client: KubernetesClient,
  place: { namespace: string; name: string },
): Promise<Record<string, string> | undefined> {
  try {
    return (await client.core.readNamespacedConfigMap(place)).data
  } catch (error) {
    if (error instanceof ApiException && error.code === 404) return undefined
    throw error
  }
}
