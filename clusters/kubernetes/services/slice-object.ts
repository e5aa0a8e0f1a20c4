import type { V1EndpointSlice } from '@kubernetes/client-node'
import type { Service } from '../../../properties/model/service.ts'
import type { EndpointSlice } from '../../../properties/model/services/endpoint-slice.ts'

/** Says whose endpoints a slice holds. */
export const serviceNameLabel = 'kubernetes.io/service-name'
const managedByLabel = 'endpointslice.kubernetes.io/managed-by'
/** Name of those who wrote a slice: Kubernetes' own controller leaves it alone. */
const manager = 'podnet'

/** Name of a slice of podnet's own, numbered within its Service. */
export const ownSliceName = (service: string, index: number): string => `${service}-podnet-${index}`

/** The EndpointSlices of a Service without selector, out of what they are to hold. */
export function ownSliceObjects(
  { name }: Pick<Service, 'name'>,
  slices: readonly EndpointSlice[],
  namespace: string,
  nodeNames: Readonly<Record<string, string>>,
): V1EndpointSlice[] {
  return slices.map(({ ports, endpoints }, index) => ({
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: ownSliceName(name, index),
      namespace,
      labels: { [serviceNameLabel]: name, [managedByLabel]: manager },
    },
    addressType: 'IPv4',
    ports: ports.map((port) => ({ ...port })),
    endpoints: endpoints.map(({ address, conditions, nodeName }) => {
      const kubernetesNode = nodeName === undefined ? undefined : nodeNames[nodeName]
      return { addresses: [address], conditions, ...(kubernetesNode !== undefined && { nodeName: kubernetesNode }) }
    }),
  }))
}
