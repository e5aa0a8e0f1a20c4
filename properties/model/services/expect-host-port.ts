import { contains } from '../address.ts'
import type { Expectation } from '../expectation.ts'
import { egressAddress } from '../seen-from.ts'
import { nodeOf, type World } from '../world.ts'
import type { Arrival } from './arrival.ts'
import type { Capture } from './capture.ts'
import { isLoopback, type ServiceProxy } from './proxy.ts'

/** The Pod answers for its hostPort on its Node, and sees what the portmap plugin leaves of the caller (datapath 2.3). */
export function expectHostPort(
  world: World,
  proxy: ServiceProxy,
  { pod, container }: Extract<Capture, { kind: 'host-port' }>,
  arrival: Arrival,
): Expectation {
  const masqueraded = isLoopback(arrival.source) || arrival.source === pod.ip || sharesRange(world, proxy, arrival)
  const source = masqueraded ? egressAddress(world, arrival.entry, arrival.entry) : arrival.source
  return {
    rule: masqueraded ? 'host-port-masqueraded' : 'host-port',
    allowed: [
      {
        outcome: 'answered',
        server: `pod/${pod.name}/${container.name}`,
        destination: { address: pod.ip, port: container.port },
        source,
        sourcePort: 'any',
      },
    ],
  }
}

/** The plugin's iptables rules mark the whole range the Pod's address was given with: the podCIDR behind a bridge, a /32 elsewhere. */
function sharesRange(world: World, { hostPortRules }: ServiceProxy, { entry, source }: Arrival): boolean {
  return (
    hostPortRules === 'iptables' &&
    world.network.podLinks === 'bridge' &&
    contains(nodeOf(world, entry).podCIDR, source)
  )
}
