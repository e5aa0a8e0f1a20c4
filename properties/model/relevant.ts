import { placeKind, placeName } from './place.ts'
import type { Probe } from './probe.ts'
import { isAbout } from './reaim.ts'
import type { Scenario } from './scenario.ts'
import { type Service, serviceKey } from './service.ts'
import { parseClusterName, reverseAddress } from './services/dns/names.ts'
import type { ServedService } from './services/endpoint-slice.ts'
import { isOfScenario } from './services/location.ts'
import type { World } from './world.ts'

/**
 * What of a scenario can matter to a probe by the model: its client, its target, the Services it calls or asks for, and
 * the Pods behind those. Nodes stay, since a cluster's topology is fixed.
 */
export function relevantPart(world: World, probe: Probe): Scenario {
  const { scenario } = world
  const services = servicesOf(world, probe)
  const keys = new Set(services.map(({ service }) => serviceKey(service)))
  const kept = scenario.services?.filter((service) => keys.has(serviceKey(service)))
  // A real cluster does not say of a Service which EndpointSlices were written for it.
  const behind = new Set([...services.flatMap(podsBehind), ...(kept ?? []).flatMap(podsWritten)])
  const address = askedAddress(world, probe) ?? probe.target.address
  const atAddress = world.networkPods.find(({ ip }) => ip === address)?.name
  const pods = scenario.pods.filter(
    ({ name, containers }) =>
      isAbout(probe, name) ||
      behind.has(name) ||
      name === atAddress ||
      (probe.target.kind === 'host-port' &&
        containers.some(({ ports = [] }) => ports.some(({ hostPort }) => hostPort === probe.target.port))),
  )
  return { ...scenario, pods, ...(kept !== undefined && { services: kept }) }
}

/** The scenario's Services that a probe calls or asks for, and what their names lead to. */
export function servicesOf(world: World, probe: Probe): ServedService[] {
  const { target } = probe
  const [key] = target.service?.split(':') ?? []
  const asked = askedAddress(world, probe)
  const isCalled = ({ service }: ServedService): boolean =>
    serviceKey(service) === key ||
    service.clusterIP === target.address ||
    service.externalIPs?.includes(target.address) === true ||
    (target.kind === 'node-port' && service.ports.some(({ nodePort }) => nodePort === target.port))
  const isAskedFor = (served: ServedService): boolean =>
    isNamed(world, served, probe.query?.name) ||
    (asked !== undefined && (served.service.clusterIP === asked || addressesOf(served).includes(asked)))
  const own = world.services.filter((served) => isOfScenario(world, served))
  const found = own.filter((served) => isCalled(served) || isAskedFor(served))
  // What an alias leads to.
  const led = own.filter((served) => found.some(({ service }) => isNamed(world, served, service.externalName)))
  return [...new Set([...found, ...led])]
}

function isNamed({ dns }: World, { service }: ServedService, name: string | undefined): boolean {
  if (dns === undefined || name === undefined) return false
  const asked = parseClusterName(dns, name)
  if (asked?.kind !== 'service') return false
  return asked.service === service.name && asked.namespace === (service.namespace ?? dns.namespace)
}

/** The address that a DNS question is about, where it is about one. */
function askedAddress({ dns }: World, { query }: Probe): string | undefined {
  if (query === undefined || dns === undefined) return undefined
  const asked = parseClusterName(dns, query.name)
  return asked?.kind === 'pod' ? asked.address : reverseAddress(query.name)
}

const addressesOf = ({ slices }: ServedService): string[] =>
  slices.flatMap(({ endpoints }) => endpoints.map(({ address }) => address))

/** Pods that a Service selects. */
const podsBehind = ({ slices }: ServedService): string[] =>
  slices.flatMap(({ endpoints }) => endpoints.flatMap(({ pod }) => pod ?? []))

/** Pods that the slices of a Service without selector name. */
const podsWritten = ({ endpointSlices = [] }: Service): string[] =>
  endpointSlices.flatMap(({ endpoints }) =>
    endpoints
      .map(({ target }) => target)
      .filter((place) => placeKind(place) === 'pod')
      .map(placeName),
  )
