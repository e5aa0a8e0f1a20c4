import {
  AppsV1Api,
  CoreV1Api,
  KubeConfig,
  type KubernetesObject,
  KubernetesObjectApi,
  PatchStrategy,
} from '@kubernetes/client-node'

/** podnet's name in the fields it owns. */
const fieldManager = 'podnet'

/** The API of one cluster. */
export class KubernetesClient {
  readonly config: KubeConfig
  readonly core: CoreV1Api
  readonly apps: AppsV1Api
  readonly #objects: KubernetesObjectApi

  constructor(kubeconfigPath: string) {
    this.config = new KubeConfig()
    this.config.loadFromFile(kubeconfigPath)
    this.core = this.config.makeApiClient(CoreV1Api)
    this.apps = this.config.makeApiClient(AppsV1Api)
    this.#objects = KubernetesObjectApi.makeApiClient(this.config)
  }

  /** Server-side apply, one object after the other: a namespace comes before what lies in it. */
  async apply(objects: readonly KubernetesObject[]): Promise<void> {
    for (const object of objects) {
      await this.#objects.patch(object, undefined, undefined, fieldManager, true, PatchStrategy.ServerSideApply)
    }
  }
}
