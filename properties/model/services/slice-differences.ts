import type { Service } from '../service.ts'
import { serviceKey } from '../service.ts'
import type { EndpointSlice, ServedService } from './endpoint-slice.ts'
import { type EndpointSource, endpointSlicesOf } from './endpoints.ts'

/**
 * What the EndpointSlices of a cluster lack of those its controller is to write, and what they hold besides, one phrase
 * each; empty when it has caught up. How endpoints are spread over slices does not matter.
 */
export function sliceDifferences(
  services: readonly Service[],
  served: readonly ServedService[],
  source: EndpointSource,
): string[] {
  const slices = new Map(served.map((one) => [serviceKey(one.service), one.slices]))
  return services.flatMap((service) => {
    const key = serviceKey(service)
    const [wanted, found] = [describe(endpointSlicesOf(service, source)), describe(slices.get(key) ?? [])]
    return [
      ...[...wanted].filter((one) => !found.has(one)).map((one) => `${key} lacks ${one}`),
      ...[...found].filter((one) => !wanted.has(one)).map((one) => `${key} has ${one}`),
    ]
  })
}

/** `10.244.1.5 on node1 for tcp 8080/TCP: ready, serving` for each endpoint. */
function describe(slices: readonly EndpointSlice[]): Set<string> {
  return new Set(
    slices.flatMap(({ ports, endpoints }) => {
      const own = ports.map(({ name, protocol, port }) => `${name} ${port}/${protocol}`.trim()).sort()
      return endpoints.map(({ address, conditions, nodeName = 'no Node', hostname, hints }) => {
        const state = (['ready', 'serving', 'terminating'] as const).filter((name) => conditions[name])
        const named = hostname === undefined ? '' : ` called ${hostname}`
        const meant = [...(hints?.nodes ?? []), ...(hints?.zones ?? [])]
        const forWhom = meant.length === 0 ? '' : ` meant for ${meant.join(' and ')}`
        return `${address}${named} on ${nodeName} for ${own.join(' and ')}: ${state.join(', ') || 'not ready'}${forWhom}`
      })
    }),
  )
}
