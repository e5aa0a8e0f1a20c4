import { nftablesEndpoint } from '../names.ts'
import { type NodeServicePort, reachableEndpoints } from '../node-service-port.ts'

/** Seconds for which each list of clients remembers, by the list's name. */
export type AffinitySets = ReadonlyMap<string, number>

export function affinitySets(ports: readonly NodeServicePort[]): AffinitySets {
  return new Map(
    ports.flatMap((port) => {
      const { affinitySeconds } = port
      if (affinitySeconds === undefined) return []
      return reachableEndpoints(port).map((endpoint) => {
        const { affinitySet } = nftablesEndpoint(port, endpoint)
        return [affinitySet, affinitySeconds] as const
      })
    }),
  )
}

/** Lists that stay keep their clients; one whose time changed is made anew, since the kernel changes no set's time. */
export function affinityLines(before: AffinitySets, after: AffinitySets): string[] {
  return [
    ...[...before]
      .filter(([name, seconds]) => after.get(name) !== seconds)
      .flatMap(([name, seconds]) => [definition(name, seconds), `delete set ip kube-proxy ${name}`]),
    ...[...after].map(([name, seconds]) => definition(name, seconds)),
  ]
}

function definition(name: string, seconds: number): string {
  return `add set ip kube-proxy ${name} { type ipv4_addr; flags dynamic,timeout; timeout ${seconds}s; }`
}
