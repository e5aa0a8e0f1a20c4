import type { Endpoint } from '../../../properties/model/services/endpoint-slice.ts'
import type { ServiceProxy } from '../../../properties/model/services/proxy.ts'
import { addressAndPort } from '../names.ts'
import type { NodeServicePort, Way } from '../node-service-port.ts'

/** One address and port that ip_vs answers for. */
export interface VirtualServer {
  /** As ipvsadm writes it, `-t 10.96.0.20:80`: there is one server for each. */
  key: string
  /** Scheduler, and how long a client stays with its endpoint. */
  flags: string
  /** Real servers, `10.244.1.2:8080`. */
  endpoints: readonly string[]
}

/**
 * The virtual servers of a Node: ClusterIPs, externalIPs, and each NodePort on each of `nodeAddresses`. One without
 * endpoints is there too: ip_vs refuses for it.
 */
export function virtualServers(
  { scheduler = 'rr' }: ServiceProxy,
  ports: readonly NodeServicePort[],
  nodeAddresses: readonly string[],
): VirtualServer[] {
  const all = ports.flatMap((port) => {
    const letter = port.protocol === 'tcp' ? '-t' : '-u'
    const stays = port.affinitySeconds === undefined ? '' : ` -p ${port.affinitySeconds}`
    const server = (address: string, number: number, way: Way): VirtualServer => ({
      key: `${letter} ${address}:${number}`,
      flags: `-s ${scheduler}${stays}`,
      endpoints: endpointsOf(port, way).map(addressAndPort),
    })
    const { nodePort } = port
    return [
      server(port.clusterIP, port.port, port.internal),
      ...port.externalIPs.map((address) => server(address, port.port, port.external)),
      ...(nodePort === undefined ? [] : nodeAddresses.map((address) => server(address, nodePort, port.external))),
    ]
  })
  // Of two Services with one externalIP and port, the first has it.
  return [...new Map(all.toReversed().map((one) => [one.key, one])).values()].toReversed()
}

/** Where a policy allows nobody here, kube-proxy takes everybody (kubernetes PR 97081). */
function endpointsOf({ endpoints: { cluster, local } }: NodeServicePort, way: Way): readonly Endpoint[] {
  return way === 'local' ? local : cluster
}

/** Input of `ipvsadm --restore` that adds and changes what is to be there. An endpoint that goes is not waited for. */
export function serverChanges(before: readonly VirtualServer[], after: readonly VirtualServer[]): string[] {
  const old = new Map(before.map((one) => [one.key, one]))
  return after.flatMap(({ key, flags, endpoints }) => {
    const was = old.get(key)
    const had = was?.endpoints ?? []
    const added = endpoints.filter((one) => !had.includes(one)).map((one) => `-a ${key} -r ${one} -m -w 1`)
    const removed = had.filter((one) => !endpoints.includes(one)).map((one) => `-d ${key} -r ${one}`)
    if (was === undefined) return [`-A ${key} ${flags}`, ...added]
    return [...(was.flags === flags ? [] : [`-E ${key} ${flags}`]), ...added, ...removed]
  })
}

/** Input of `ipvsadm --restore` that takes away what is not to be there any more. */
export function serverRemovals(before: readonly VirtualServer[], after: readonly VirtualServer[]): string[] {
  const kept = new Set(after.map(({ key }) => key))
  return before.filter(({ key }) => !kept.has(key)).map(({ key }) => `-D ${key}`)
}
