import { type PlaceId, placeKind, placeName } from '../place.ts'
import type { Container, Pod } from '../scenario.ts'
import { defaultNamespace, type Service, type ServicePort, type TrafficDistribution } from '../service.ts'
import type { ClusterStatus } from '../status.ts'
import { hasHostOutside } from '../topology.ts'
import type { EndpointSlice, SliceEndpoint } from './endpoint-slice.ts'

/** What endpoints are computed from: the Pods asked for and the addresses they and the Nodes got. */
export interface EndpointSource {
  pods: readonly Pod[]
  status: Pick<ClusterStatus, 'nodes' | 'pods'>
  /** Of the host outside the cluster. */
  externalAddress: string
}

/**
 * The EndpointSlices of a Service, as Kubernetes' endpoint controller writes them: one slice per set of target ports.
 * A real cluster hands in its own instead.
 */
export function endpointSlicesOf(service: Service, source: EndpointSource): EndpointSlice[] {
  if (service.type === 'ExternalName') return []
  if (service.selector === undefined) return ownSlices(service, source)
  const found = source.pods
    .filter((pod) => selects(service, pod))
    .map((pod) => ({ ports: targetPorts(service, pod), endpoint: podEndpoint(service, pod, source) }))
  const bySet = Map.groupBy(found, ({ ports }) => JSON.stringify(ports))
  return [...bySet.values()].flatMap((group) => {
    const [first] = group
    return first === undefined ? [] : [{ ports: first.ports, endpoints: group.map(({ endpoint }) => endpoint) }]
  })
}

/** true for a Pod of the Service's namespace that bears all labels of its selector. Without labels in it every Pod, which no file can ask for. */
export function selects(service: Service, pod: Pod): boolean {
  if (service.selector === undefined) return false
  if ((service.namespace ?? defaultNamespace) !== (pod.namespace ?? defaultNamespace)) return false
  return Object.entries(service.selector).every(([key, value]) => pod.labels?.[key] === value)
}

/** Ready is what is ready to serve and stays, or everything with publishNotReadyAddresses. */
function podEndpoint(service: Service, pod: Pod, { status }: EndpointSource): SliceEndpoint {
  const serving = pod.ready ?? true
  const terminating = pod.terminating ?? false
  const ready = service.publishNotReadyAddresses === true || (serving && !terminating)
  const hints = ready ? hintsFor(service.trafficDistribution, pod.nodeName, status) : undefined
  const address = status.pods.find(({ name }) => name === pod.name)?.ips[0]
  if (address === undefined) throw new Error(`the cluster's status lacks the IP of ${pod.name}`)
  return {
    address,
    conditions: { ready, serving, terminating },
    nodeName: pod.nodeName,
    pod: pod.name,
    ...(pod.hostname !== undefined && pod.subdomain === service.name && { hostname: pod.hostname }),
    ...(hints !== undefined && { hints }),
  }
}

function hintsFor(
  distribution: TrafficDistribution | undefined,
  nodeName: string,
  { nodes }: Pick<ClusterStatus, 'nodes'>,
): SliceEndpoint['hints'] {
  const zone = nodes.find(({ name }) => name === nodeName)?.zone
  const node = distribution === 'PreferSameNode'
  if (distribution === undefined || (!node && zone === undefined)) return undefined
  return { ...(node && { nodes: [nodeName] }), ...(zone !== undefined && { zones: [zone] }) }
}

/** A port whose target has no such name in this Pod is left out: the Pod is no endpoint of it. */
function targetPorts(service: Service, pod: Pod): EndpointSlice['ports'] {
  return service.ports.flatMap((servicePort) => {
    const port = targetPort(servicePort, pod.containers)
    return port === undefined ? [] : [{ name: servicePort.name ?? '', protocol: servicePort.protocol, port }]
  })
}

function targetPort({ targetPort, protocol }: ServicePort, containers: readonly Container[]): number | undefined {
  if (typeof targetPort === 'number') return targetPort
  return containers.find(({ ports }) =>
    ports?.some((named) => named.name === targetPort && named.protocol === protocol),
  )?.port
}

function ownSlices(service: Service, source: EndpointSource): EndpointSlice[] {
  return (service.endpointSlices ?? []).map(({ ports, endpoints }) => ({
    ports: ports.map(({ name, protocol, port }) => ({ name: name ?? '', protocol, port })),
    endpoints: endpoints.map(({ target, conditions }) => {
      const nodeName = nodeNameOf(target, source.pods)
      return { address: addressOf(target, source), conditions, ...(nodeName !== undefined && { nodeName }) }
    }),
  }))
}

function addressOf(place: PlaceId, { status, externalAddress }: EndpointSource): string {
  if (placeKind(place) === 'external') {
    if (!hasHostOutside({ externalAddress }))
      throw new Error('an endpoint is the host outside, and this cluster has none')
    return externalAddress
  }
  const name = placeName(place)
  const address =
    placeKind(place) === 'node'
      ? status.nodes.find((node) => node.name === name)?.address
      : status.pods.find((pod) => pod.name === name)?.ips[0]
  if (address === undefined) throw new Error(`the cluster's status lacks the address of ${place}`)
  return address
}

function nodeNameOf(place: PlaceId, pods: readonly Pod[]): string | undefined {
  if (placeKind(place) === 'node') return placeName(place)
  return placeKind(place) === 'pod' ? pods.find(({ name }) => name === placeName(place))?.nodeName : undefined
}
