import type { PlaceId } from './place.ts'

/** Protocol of a port as Kubernetes writes it; SCTP is out of this version's reach. */
export type PortProtocol = 'TCP' | 'UDP'

export interface ServicePort {
  /** Unique in the Service; may be left out where it has one port only. */
  name?: string
  protocol: PortProtocol
  /** Port on the ClusterIP and on externalIPs. */
  port: number
  /** Port of the Pods, or the name of one of their container ports. */
  targetPort: number | string
  /** NodePort Services only, 30000 to 32767; assigned by the cluster where absent. */
  nodePort?: number
}

export type TrafficPolicy = 'Cluster' | 'Local'
export type TrafficDistribution = 'PreferClose' | 'PreferSameZone' | 'PreferSameNode'

/** Conditions of an endpoint as EndpointSlices give them. */
export interface EndpointConditions {
  ready: boolean
  serving: boolean
  terminating: boolean
}

/** An EndpointSlice somebody writes for a Service without selector. Its endpoints are places: addresses are the network's to give. */
export interface OwnEndpointSlice {
  /** `name` is that of the Service port it belongs to. */
  ports: { name?: string; protocol: PortProtocol; port: number }[]
  endpoints: { target: PlaceId; conditions: EndpointConditions }[]
}

/** A Service in Kubernetes' own terms: the fields are those of its `spec`, beside name and namespace. */
export interface Service {
  name: string
  /** The scenario's own namespace where absent. */
  namespace?: string
  /** It lies in the cluster's `default`, while a scenario that says `default` means podnet's namespace. Never a scenario's. */
  inClustersDefault?: true
  type: 'ClusterIP' | 'NodePort' | 'ExternalName'
  /** `None`: headless. Absent: the cluster assigns one. */
  clusterIP?: string
  ports: ServicePort[]
  /** Pods of the Service's namespace with all these labels are its endpoints. Absent: it has `endpointSlices` or none. */
  selector?: Record<string, string>
  endpointSlices?: OwnEndpointSlice[]
  /** ExternalName only. */
  externalName?: string
  externalIPs?: string[]
  /** `None` by default. */
  sessionAffinity?: 'None' | 'ClientIP'
  /** 10800 s by default, with ClientIP. */
  sessionAffinityConfig?: { clientIP: { timeoutSeconds: number } }
  /** `Cluster` by default. Only for what is reached from outside: NodePorts and externalIPs. */
  externalTrafficPolicy?: TrafficPolicy
  /** `Cluster` by default. */
  internalTrafficPolicy?: TrafficPolicy
  /** false by default. */
  publishNotReadyAddresses?: boolean
  trafficDistribution?: TrafficDistribution
}

/** Namespace of Pods and Services that name none. A cluster may give it another name: its status says which. */
export const defaultNamespace = 'default'

export const defaultAffinitySeconds = 10_800
/** What the API takes for NodePorts (`--service-node-port-range`). */
export const nodePortRange = { first: 30_000, last: 32_767 }

/**
 * NodePorts, and numbers in the Service range, that drawn Services ask for. They lie in the part from which Kubernetes assigns
 * by itself last, so that what it assigned to others is not asked for: the first 86 of the default NodePorts (KEP-3668),
 * the first 256 addresses of a /16 (KEP-3070).
 */
export const askedNodePorts = { first: 30_043, last: 30_085 }
export const askedAddresses = { first: 128, last: 255 }

export const isHeadless = ({ clusterIP }: Service): boolean => clusterIP === 'None'

/** Whether the proxy has anything to do for it. */
export function isProxied(service: Service): boolean {
  return service.type !== 'ExternalName' && !isHeadless(service)
}

/** Reached by something else than its ClusterIP; only then does externalTrafficPolicy mean anything. */
export function isExternallyAccessible(service: Service): boolean {
  return service.type === 'NodePort' || (service.externalIPs ?? []).length > 0
}

/** `namespace/name`, as kubectl and kube-proxy name a Service; no scenario's Service has the key of another's in `default`. */
export function serviceKey({
  namespace,
  name,
  inClustersDefault,
}: Pick<Service, 'namespace' | 'name' | 'inClustersDefault'>): string {
  return `${inClustersDefault ? "cluster's " : ''}${namespace ?? defaultNamespace}/${name}`
}

/** `namespace/name:port`, as kube-proxy names a Service's port. */
export function servicePortKey(service: Service, { name }: Pick<ServicePort, 'name'>): string {
  return name === undefined || name === '' ? serviceKey(service) : `${serviceKey(service)}:${name}`
}

/** Seconds a client stays with an endpoint, or undefined without affinity. */
export function affinitySeconds({ sessionAffinity, sessionAffinityConfig }: Service): number | undefined {
  if (sessionAffinity !== 'ClientIP') return undefined
  return sessionAffinityConfig?.clientIP.timeoutSeconds ?? defaultAffinitySeconds
}

/** How many EndpointSlices a Service brings with it. */
export const ownSliceCount = ({ endpointSlices = [] }: Pick<Service, 'endpointSlices'>): number => endpointSlices.length
