import { ApiException, VersionApi } from '@kubernetes/client-node'
import type { KubernetesClient } from './client.ts'

/** The API server's version, such as `v1.34.4`; undefined where the user may not know it. */
export async function readVersion({ config }: KubernetesClient): Promise<string | undefined> {
  try {
    return (await config.makeApiClient(VersionApi).getCode()).gitVersion
  } catch (error) {
    if (error instanceof ApiException) return undefined
    throw error
  }
}
