import type { Allowed, Expectation } from '../expectation.ts'
import type { Probe } from '../probe.ts'
import { isProxied, type PortProtocol } from '../service.ts'
import type { World } from '../world.ts'
import type { Arrival } from './arrival.ts'
import { nodePortOwner } from './capture.ts'
import { portEndpoints } from './endpoint-slice.ts'
import { dropped, leftToTheRoute, rejected } from './nobody.ts'
import { isLoopback, type ServiceProxy } from './proxy.ts'
import { proxyTraits, type Untaken } from './proxy-traits.ts'
import { usableEndpoints } from './usable.ts'

/** What becomes of a call that no Service port and no hostPort takes, and of an ICMP echo, which no Service takes (datapath 2.5). */
export function expectUntaken(world: World, proxy: ServiceProxy, probe: Probe, arrival: Arrival): Expectation {
  const { kind } = probe.target
  if (kind === 'cluster-ip') return toServiceRange(world, proxy, probe, arrival)
  if (kind === 'external-ip')
    return { rule: 'external-ip-other-port', allowed: [...leftToTheRoute, { outcome: 'refused' }] }
  if (isGuarded(world, proxy, probe, arrival))
    return { rule: 'node-port-address-not-open-dropped', allowed: dropped(arrival, 'input') }
  return { rule: closedRule(world, probe), allowed: closed(proxy, probe) }
}

function toServiceRange(world: World, proxy: ServiceProxy, probe: Probe, arrival: Arrival): Expectation {
  const traits = proxyTraits[proxy.mode]
  const { address } = probe.target
  const allocated = world.services.some(({ service }) => isProxied(service) && service.clusterIP === address)
  if (!allocated) return { rule: traits.unallocated.rule, allowed: fateOf(traits.unallocated.fate, arrival) }
  if (probe.protocol !== 'icmp') return { rule: traits.otherPort.rule, allowed: fateOf(traits.otherPort.fate, arrival) }
  const { fate, rule } = traits.ping
  if (fate === 'refused') return { rule, allowed: rejected(arrival, 'input') }
  return { rule, allowed: fateOf(fate === 'silent' ? 'routed' : fate, arrival) }
}

function fateOf(fate: Untaken, arrival: Arrival): readonly Allowed[] {
  if (fate === 'routed') return leftToTheRoute
  if (fate === 'refused') return [{ outcome: 'refused' }]
  return fate === 'dropped' ? dropped(arrival, 'output') : rejected(arrival, 'output')
}

function closedRule(world: World, { target, protocol }: Probe): Expectation['rule'] {
  const owner = nodePortOwner(world, target.port, protocol.toUpperCase() as PortProtocol)
  if (owner === undefined) return target.kind === 'host-port' ? 'host-port-elsewhere' : 'node-port-of-nobody'
  return isLoopback(target.address) ? 'localhost-node-port-closed' : 'node-port-address-not-open'
}

/** The rule that drops calls to a NodePort without endpoint here may go by the port alone, and match where it is not open. */
function isGuarded(world: World, { mode }: ServiceProxy, { target, protocol }: Probe, { entry }: Arrival): boolean {
  const owner = nodePortOwner(world, target.port, protocol.toUpperCase() as PortProtocol)
  if (owner === undefined || !proxyTraits[mode].dropsOnClosedAddresses) return false
  const { service } = owner.served
  const { local, any } = usableEndpoints(service, portEndpoints(owner.served, owner.port), { name: entry })
  return service.externalTrafficPolicy === 'Local' && any && local.length === 0
}

/** Nobody listens there: refused. IPVS has been seen to leave calls to 127.0.0.1 hanging as well (datapath 2.3). */
function closed({ mode }: ServiceProxy, { target }: Probe): Allowed[] {
  const hangs = mode === 'ipvs' && isLoopback(target.address)
  return [{ outcome: 'refused' }, ...(hangs ? [{ outcome: 'timed-out' as const }] : [])]
}
