import {
  AppsV1Api,
  CoreV1Api,
  DiscoveryV1Api,
  type KubeConfig,
  type KubernetesObject,
  KubernetesObjectApi,
  PatchStrategy,
} from '@kubernetes/client-node'
import { ApiConfig } from './api-config.ts'
import { refusal } from './refusal.ts'

/** podnet's name in the fields it owns. */
const fieldManager = 'podnet'

/** The API of one cluster. */
export class KubernetesClient {
  readonly config: KubeConfig
  readonly core: CoreV1Api
  readonly apps: AppsV1Api
  readonly discovery: DiscoveryV1Api
  readonly #objects: KubernetesObjectApi

  /** `context`: by default the kubeconfig's own choice. Throws Error for a file that is none, or has no such context. */
  constructor(kubeconfigPath: string, context?: string) {
    this.config = new ApiConfig()
    this.config.loadFromFile(kubeconfigPath)
    if (context !== undefined) this.config.setCurrentContext(context)
    this.core = this.config.makeApiClient(CoreV1Api)
    this.apps = this.config.makeApiClient(AppsV1Api)
    this.discovery = this.config.makeApiClient(DiscoveryV1Api)
    this.#objects = KubernetesObjectApi.makeApiClient(this.config)
  }

  /** Server-side apply, one object after the other: a namespace comes before what lies in it. */
  async apply(objects: readonly KubernetesObject[]): Promise<void> {
    for (const object of objects) await this.applyOne(object)
  }

  /** Server-side apply, which may be made again where nobody knows whether it was carried out. Returns what there is now. */
  async applyOne<T extends KubernetesObject>(object: T): Promise<T> {
    const strategy = PatchStrategy.ServerSideApply
    try {
      return (await this.#objects.patch(object, undefined, undefined, fieldManager, true, strategy)) as T
    } catch (error) {
      throw refusal(error, `${object.kind} ${object.metadata?.name} is refused`)
    }
  }
}
