import type { V1Endpoint, V1EndpointSlice, V1Service, V1ServicePort } from '@kubernetes/client-node'
import {
  defaultNamespace,
  type PortProtocol,
  type Service,
  type ServicePort,
} from '../../../properties/model/service.ts'
import type { EndpointSlice, ServedService, SliceEndpoint } from '../../../properties/model/services/endpoint-slice.ts'
import { serviceNameLabel } from './slice-object.ts'

/** By what names a cluster knows what scenarios speak of. */
export interface ClusterNames {
  /** Namespace of podnet's Pods and Services. */
  namespace: string
  /** What Kubernetes calls each Node, by its name in scenarios. */
  nodeNames: Readonly<Record<string, string>>
}

/** Services and their EndpointSlices as the model knows them, out of all that a cluster has. Only IPv4, TCP and UDP. */
export function servedServicesOf(
  services: readonly V1Service[],
  slices: readonly V1EndpointSlice[],
  names: ClusterNames,
): ServedService[] {
  const key = (namespace?: string, name?: string): string => `${namespace}/${name}`
  const byService = Map.groupBy(
    slices.filter(({ addressType }) => addressType === 'IPv4'),
    ({ metadata }) => key(metadata?.namespace, metadata?.labels?.[serviceNameLabel]),
  )
  return services.map((service) => ({
    service: serviceOf(service, names),
    slices: (byService.get(key(service.metadata?.namespace, service.metadata?.name)) ?? []).map((slice) =>
      sliceOf(slice, names),
    ),
  }))
}

/** Of what the API fills in, the defaults of the model's own fields are left out. */
function serviceOf({ metadata, spec }: V1Service, { namespace: own }: ClusterNames): Service {
  const namespace = metadata?.namespace
  const { clusterIP, selector, externalName, externalTrafficPolicy, internalTrafficPolicy, trafficDistribution } =
    spec ?? {}
  const seconds = spec?.sessionAffinityConfig?.clientIP?.timeoutSeconds
  const externalIPs = spec?.externalIPs ?? []
  return {
    name: metadata?.name ?? '',
    ...(namespace !== own && { namespace: namespace ?? defaultNamespace }),
    ...(namespace === defaultNamespace && namespace !== own && { inClustersDefault: true }),
    type: typeOf(spec?.type),
    ...(clusterIP && { clusterIP }),
    ports: portsOf(spec?.ports),
    ...(selector && { selector }),
    ...(externalName && { externalName }),
    ...(externalIPs.length > 0 && { externalIPs }),
    ...(spec?.sessionAffinity === 'ClientIP' && {
      sessionAffinity: 'ClientIP',
      ...(seconds && { sessionAffinityConfig: { clientIP: { timeoutSeconds: seconds } } }),
    }),
    ...(externalTrafficPolicy === 'Local' && { externalTrafficPolicy }),
    ...(internalTrafficPolicy === 'Local' && { internalTrafficPolicy }),
    ...(spec?.publishNotReadyAddresses === true && { publishNotReadyAddresses: true }),
    ...(trafficDistribution && { trafficDistribution: trafficDistribution as Service['trafficDistribution'] & string }),
  }
}

/** A LoadBalancer is a NodePort Service whose further addresses somebody else hands out. */
function typeOf(type: string | undefined): Service['type'] {
  if (type === 'ExternalName') return type
  return type === 'NodePort' || type === 'LoadBalancer' ? 'NodePort' : 'ClusterIP'
}

function portsOf(ports: V1ServicePort[] = []): ServicePort[] {
  return ports.flatMap(({ name, protocol = 'TCP', port, targetPort, nodePort }) =>
    isPortProtocol(protocol)
      ? [{ ...(name && { name }), protocol, port, targetPort: targetPort ?? port, ...(nodePort && { nodePort }) }]
      : [],
  )
}

const isPortProtocol = (protocol: string): protocol is PortProtocol => protocol === 'TCP' || protocol === 'UDP'

function sliceOf({ ports, endpoints }: V1EndpointSlice, names: ClusterNames): EndpointSlice {
  return {
    ports: (ports ?? []).flatMap(({ name, protocol = 'TCP', port }) =>
      isPortProtocol(protocol) && port !== undefined ? [{ name: name ?? '', protocol, port }] : [],
    ),
    endpoints: (endpoints ?? []).map((endpoint) => endpointOf(endpoint, names)),
  }
}

/** What is left out of the conditions counts as kube-proxy counts it; of several addresses only the first does. */
function endpointOf(
  { addresses, conditions, nodeName, targetRef, hostname, hints }: V1Endpoint,
  { nodeNames }: ClusterNames,
): SliceEndpoint {
  const ready = conditions?.ready ?? true
  const node = nodeName && modelName(nodeName, nodeNames)
  return {
    address: addresses[0] ?? '',
    conditions: { ready, serving: conditions?.serving ?? ready, terminating: conditions?.terminating ?? false },
    ...(node && { nodeName: node }),
    ...(targetRef?.kind === 'Pod' && targetRef.name && { pod: targetRef.name }),
    ...(hostname && { hostname }),
    ...hintsOf(hints, nodeNames),
  }
}

function hintsOf(hints: V1Endpoint['hints'], nodeNames: ClusterNames['nodeNames']): Pick<SliceEndpoint, 'hints'> {
  const nodes = hints?.forNodes?.map(({ name }) => modelName(name, nodeNames)) ?? []
  const zones = hints?.forZones?.map(({ name }) => name) ?? []
  if (nodes.length === 0 && zones.length === 0) return {}
  return { hints: { ...(nodes.length > 0 && { nodes }), ...(zones.length > 0 && { zones }) } }
}

/** The name a Node has in scenarios; its own where it has none there. */
function modelName(kubernetesName: string, nodeNames: ClusterNames['nodeNames']): string {
  return Object.entries(nodeNames).find(([, name]) => name === kubernetesName)?.[0] ?? kubernetesName
}
