import { type EndpointConditions, isHeadless, type PortProtocol, type Service, type ServicePort } from '../service.ts'

/** One address behind a Service, as an EndpointSlice lists it. */
export interface SliceEndpoint {
  address: string
  conditions: EndpointConditions
  /** Absent where it lies on no Node. */
  nodeName?: string
  /** Name of the Pod it was made for; absent where somebody wrote the slice. */
  pod?: string
  /** The Pod's hostname, where its subdomain names the Service. */
  hostname?: string
  /** Nodes and zones the endpoint is meant for (trafficDistribution). */
  hints?: { nodes?: string[]; zones?: string[] }
}

export interface EndpointSlice {
  ports: { name: string; protocol: PortProtocol; port: number }[]
  endpoints: SliceEndpoint[]
}

/** A Service as the cluster runs it: addresses and NodePorts assigned, and the EndpointSlices it has. What the oracle judges by. */
export interface ServedService {
  service: Service
  slices: EndpointSlice[]
}

/** One endpoint of one Service port. */
export interface Endpoint extends SliceEndpoint {
  port: number
}

/** The endpoints of a Service port: kube-proxy joins slices by the port's name, and an address with its port counts once. */
export function portEndpoints({ slices }: ServedService, { name, protocol }: ServicePort): Endpoint[] {
  const endpoints = slices.flatMap((slice) =>
    slice.ports
      .filter((port) => port.name === (name ?? '') && port.protocol === protocol)
      .flatMap(({ port }) => slice.endpoints.map((endpoint) => ({ ...endpoint, port }))),
  )
  return [...new Map(endpoints.map((endpoint) => [`${endpoint.address}:${endpoint.port}`, endpoint])).values()]
}

/** The ClusterIP a served Service has; undefined for headless and ExternalName ones. */
export function clusterIPOf({ service }: ServedService): string | undefined {
  return isHeadless(service) ? undefined : service.clusterIP
}
