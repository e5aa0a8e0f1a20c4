import { hostAddress, rangeSize } from '../address.ts'
import { askedAddresses, askedNodePorts, isHeadless, nodePortRange, type Service } from '../service.ts'

/** First addresses of the Service range that a cluster keeps for itself: the API server's is the first, DNS has the tenth. */
export const clusterOwnAddresses = 16

/**
 * Services with the ClusterIPs and NodePorts they did not ask for, as an API server would assign them: free ones, in
 * order, those that others may ask for last. The same Services get the same ones. Throws RangeError when a range is used up.
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
  for (const n of askedLast(clusterOwnAddresses, rangeSize(serviceCIDR) - 2, askedAddresses)) {
    const address = hostAddress(serviceCIDR, n)
    if (taken.has(address)) continue
    taken.add(address)
    return address
  }
  throw new RangeError(`${serviceCIDR} has no free address`)
}

function freePort(taken: Set<number | undefined>): number {
  for (const port of askedLast(nodePortRange.first, nodePortRange.last, askedNodePorts)) {
    if (taken.has(port)) continue
    taken.add(port)
    return port
  }
  throw new RangeError('no NodePort is free')
}

/** The numbers from `first` to `last`, those in `asked` after all others. */
function* askedLast(first: number, last: number, asked: { first: number; last: number }): Generator<number> {
  const isAsked = (n: number): boolean => n >= asked.first && n <= asked.last
  for (let n = first; n <= last; n += 1) if (!isAsked(n)) yield n
  for (let n = asked.first; n <= Math.min(last, asked.last); n += 1) yield n
}
