import {
  affinitySeconds,
  defaultNamespace,
  isExternallyAccessible,
  isProxied,
  type ServicePort,
  servicePortKey,
  type TrafficPolicy,
} from '../../properties/model/service.ts'
import { type Endpoint, portEndpoints, type ServedService } from '../../properties/model/services/endpoint-slice.ts'
import { usableEndpoints } from '../../properties/model/services/usable.ts'

/** Where a call goes: to the endpoints of a policy, or to nobody, with a refusal or without a word. */
export type Way = 'cluster' | 'local' | 'reject' | 'drop'

/** One Service port as one Node's proxy sees it: what both kinds of rules are written from. */
export interface NodeServicePort {
  /** `namespace/name:port`, as kube-proxy names it. */
  name: string
  namespace: string
  serviceName: string
  /** Empty where the Service's only port has none. */
  portName: string
  protocol: 'tcp' | 'udp'
  clusterIP: string
  port: number
  externalIPs: readonly string[]
  nodePort?: number
  /** Absent without session affinity. */
  affinitySeconds?: number
  /** Endpoints of policy Cluster, as far as any call may go there; and those of policy Local. */
  endpoints: { cluster: readonly Endpoint[]; local: readonly Endpoint[] }
  /** Calls to the ClusterIP. */
  internal: Way
  /** Calls to NodePorts and externalIPs from elsewhere. */
  external: Way
  externalPolicy: TrafficPolicy
  /** It has a NodePort or an externalIP, and endpoints somewhere. */
  isReachedFromOutside: boolean
}

/** What the proxy of a Node writes rules for, in the order of the Services. */
export function nodeServicePorts(
  services: readonly ServedService[],
  node: { name: string; zone?: string },
): NodeServicePort[] {
  return services
    .filter(({ service }) => isProxied(service))
    .flatMap((served) => served.service.ports.map((port) => nodeServicePort(served, port, node)))
}

function nodeServicePort(
  served: ServedService,
  port: ServicePort,
  node: { name: string; zone?: string },
): NodeServicePort {
  const { service } = served
  const { cluster, local, any } = usableEndpoints(service, portEndpoints(served, port), node)
  const isExternal = isExternallyAccessible(service)
  const externalPolicy = (isExternal && service.externalTrafficPolicy) || 'Cluster'
  const internalPolicy = service.internalTrafficPolicy ?? 'Cluster'
  const usesLocal = internalPolicy === 'Local' || externalPolicy === 'Local'
  const seconds = affinitySeconds(service)
  const way = (policy: TrafficPolicy): Way => {
    if (!any) return 'reject'
    if (policy === 'Cluster') return 'cluster'
    return local.length > 0 ? 'local' : 'drop'
  }
  return {
    name: servicePortKey(service, port),
    namespace: service.namespace ?? defaultNamespace,
    serviceName: service.name,
    portName: port.name ?? '',
    protocol: port.protocol === 'TCP' ? 'tcp' : 'udp',
    clusterIP: service.clusterIP ?? '',
    port: port.port,
    externalIPs: service.externalIPs ?? [],
    ...(service.type === 'NodePort' && port.nodePort !== undefined && { nodePort: port.nodePort }),
    ...(seconds !== undefined && { affinitySeconds: seconds }),
    endpoints: { cluster, local: usesLocal ? local : [] },
    internal: way(internalPolicy),
    external: way(externalPolicy),
    externalPolicy,
    isReachedFromOutside: isExternal && any,
  }
}

/** Every endpoint that some call may reach from this Node, each once. */
export function reachableEndpoints({ endpoints: { cluster, local } }: NodeServicePort): Endpoint[] {
  return [...new Map([...cluster, ...local].map((one) => [`${one.address}:${one.port}`, one])).values()]
}
