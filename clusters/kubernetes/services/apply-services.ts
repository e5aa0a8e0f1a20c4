import { ApiException } from '@kubernetes/client-node'
import { ownSliceCount, type Service } from '../../../properties/model/service.ts'
import { type EndpointSource, endpointSlicesOf } from '../../../properties/model/services/endpoints.ts'
import type { KubernetesClient } from '../client.ts'
import { namespaceOf } from '../namespace.ts'
import type { ClusterNames } from './served-services.ts'
import { serviceObject } from './service-object.ts'
import { ownSliceName, ownSliceObjects } from './slice-object.ts'

/** Writes Services, all at once. Throws Error with the API's words. */
export async function writeServices(
  client: KubernetesClient,
  services: readonly Service[],
  own: string,
): Promise<void> {
  await Promise.all(services.map((service) => client.applyOne(serviceObject(service, namespaceOf(service, own)))))
}

/** Writes the EndpointSlices of Services without selector: their addresses are known once the Pods run. */
export async function writeOwnSlices(
  client: KubernetesClient,
  services: readonly Service[],
  source: EndpointSource,
  { namespace, nodeNames }: ClusterNames,
): Promise<void> {
  const objects = services
    .filter((service) => ownSliceCount(service) > 0)
    .flatMap((service) => {
      return ownSliceObjects(service, endpointSlicesOf(service, source), namespaceOf(service, namespace), nodeNames)
    })
  await Promise.all(objects.map((object) => client.applyOne(object)))
}

/** Deletes Services and the EndpointSlices podnet wrote for them. What is gone already is what was wanted. */
export async function deleteServices(
  client: KubernetesClient,
  services: readonly Service[],
  own: string,
): Promise<void> {
  await Promise.all(
    services.flatMap((service) => {
      const namespace = namespaceOf(service, own)
      return [
        orGone(client.core.deleteNamespacedService({ name: service.name, namespace })),
        ...(service.endpointSlices ?? []).map((_, index) =>
          orGone(
            client.discovery.deleteNamespacedEndpointSlice({ name: ownSliceName(service.name, index), namespace }),
          ),
        ),
      ]
    }),
  )
}

async function orGone(deletion: Promise<unknown>): Promise<void> {
  try {
    await deletion
  } catch (error) {
    if (!(error instanceof ApiException) || error.code !== 404) throw error
  }
}
