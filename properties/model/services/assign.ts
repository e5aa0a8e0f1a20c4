import { hostAddress, rangeSize } from '../address.ts'
import { isHeadless, nodePortRange, type Service } from '../service.ts'

/** First addresses of the Service range that a cluster keeps for itself: the API server's is the first, DNS has the tenth. */
export const clusterOwnAddresses = 16

/**
 * Services with the ClusterIPs and NodePorts they did not ask for, as an API server would assign them: free ones, in
 * order. The same Services get the same ones. Throws RangeError when a range is used up.
 */
export function assignAddresses(services: readonly Service[], serviceCIDR: string): Service[] {
  const addresses = new Set(services.map(({ clusterIP }) => clusterIP))
  const ports = new Set(services.flatMap((service) => service.ports.map(({ nodePort }) => nodePort)))
  return services.map((service) => {
    if (service.type === 'ExternalName') return service
    return {
      ...service,
      clusterIP: isHeadless(service) ? 'None' : (service.clusterIP ?? freeAddress(addresses, serviceCIDR)),
      ports:
        service.type === 'NodePort'
          ? service.ports.map((port) => ({ ...port, nodePort: port.nodePort ?? freePort(ports) }))
          : service.ports,
    }
  })
}

function freeAddress(taken: Set<string | undefined>, serviceCIDR: string): string {
  for (let n = clusterOwnAddresses; n < rangeSize(serviceCIDR) - 1; n += 1) {
    const address = hostAddress(serviceCIDR, n)
    if (taken.has(address)) continue
    taken.add(address)
    return address
  }
  throw new RangeError(`${serviceCIDR} has no free address`)
}

function freePort(taken: Set<number | undefined>): number {
  for (let port = nodePortRange.first; port <= nodePortRange.last; port += 1) {
    if (taken.has(port)) continue
    taken.add(port)
    return port
  }
  throw new RangeError('no NodePort is free')
}
