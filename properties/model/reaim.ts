import { type PlaceId, placeKind, placeName, podPlace } from './place.ts'
import type { Probe, Target } from './probe.ts'
import { serviceKey, servicePortKey } from './service.ts'
import { parseClusterName, reverseAddress, reverseName } from './services/dns/names.ts'
import type { ServedService } from './services/endpoint-slice.ts'
import type { World } from './world.ts'

/**
 * The same probe in another world, where Pods and Services may have other addresses: the same client, the same Pod and
 * container, the same port of the same Service, the same question. Undefined where one of them is gone, or where the
 * address nobody had is somebody's now.
 */
export function reaim(from: World, to: World, probe: Probe): Probe | undefined {
  if (!isThere(to, probe.client)) return undefined
  const target = reaimTarget(from, to, probe)
  if (target === undefined) return undefined
  const bound = probe.bind === undefined ? undefined : translate(from, to, probe.bind.address)
  if (probe.bind !== undefined && bound === undefined) return undefined
  const moved = { ...probe, target, ...(bound !== undefined && { bind: { ...probe.bind, address: bound } }) }
  return probe.query === undefined ? moved : reaimQuery(from, to, moved, probe.query)
}

function isThere(world: World, place: PlaceId): boolean {
  if (placeKind(place) === 'external') return true
  return (placeKind(place) === 'node' ? world.nodes : world.pods).has(placeName(place))
}

function reaimTarget(from: World, to: World, { target }: Probe): Target | undefined {
  if (target.place !== undefined && !isThere(to, target.place)) return undefined
  const port = containerPort(from, to, target)
  if (port === undefined) return undefined
  switch (target.kind) {
    case 'cluster-ip':
    case 'external-ip':
    case 'node-port':
      return target.service === undefined ? reaimAddress(from, to, target) : reaimService(from, to, target)
    case 'host-port':
      return hasHostPort(to, target) ? target : undefined
    case 'unused-address':
      return isTaken(to, target.address) ? undefined : target
    default: {
      const moved = reaimAddress(from, to, target)
      return moved && { ...moved, port }
    }
  }
}

function reaimAddress(from: World, to: World, target: Target): Target | undefined {
  const address = translate(from, to, target.address)
  return address === undefined ? undefined : { ...target, address }
}

/** The port of the container that must answer; the target's own where no container is meant; undefined where it is gone. */
function containerPort(from: World, to: World, { server, port }: Target): number | undefined {
  const [kind, pod = '', name] = server?.split('/') ?? []
  if (kind !== 'pod') return port
  const of = (world: World) => world.pods.get(pod)?.containers.find((container) => container.name === name)?.port
  return of(from) === port ? of(to) : of(to) === undefined ? undefined : port
}

function reaimService(from: World, to: World, target: Target): Target | undefined {
  const [before, after] = [findServed(from, target), findServed(to, target)]
  if (before === undefined || after === undefined) return undefined
  const port = before.service.ports.find((one) => servicePortKey(before.service, one) === target.service)
  const moved = reaimServiceAddress(before, after, target)
  // A DNS Service is named without its port.
  if (port === undefined || moved === undefined) return moved
  const now = after.service.ports.find(({ name, protocol }) => name === port.name && protocol === port.protocol)
  const number = target.kind === 'node-port' ? now?.nodePort : now?.port
  return number === undefined ? undefined : { ...moved, port: number }
}

function reaimServiceAddress(before: ServedService, after: ServedService, target: Target): Target | undefined {
  const { address } = target
  if (target.kind === 'node-port') return target
  if (target.kind === 'external-ip') return after.service.externalIPs?.includes(address) ? target : undefined
  if (before.service.clusterIP !== address) return target
  const now = after.service.clusterIP
  return now === undefined || now === 'None' ? undefined : { ...target, address: now }
}

function findServed({ services }: World, { service }: Target): ServedService | undefined {
  const [key] = service?.split(':') ?? []
  return services.find((served) => serviceKey(served.service) === key)
}

function hasHostPort({ networkPods }: World, { port }: Target): boolean {
  return networkPods.some(({ containers }) =>
    containers.some(({ ports = [] }) => ports.some(({ hostPort }) => hostPort === port)),
  )
}

function isTaken({ networkPods, status }: World, address: string): boolean {
  return (
    networkPods.some(({ ip }) => ip === address) ||
    status.nodes.some(({ otherPods = [], tunnelAddress }) => [...otherPods, tunnelAddress].includes(address))
  )
}

/** The address that who had this one has now; undefined where he is gone, or somebody has what nobody had. */
function translate(from: World, to: World, address: string): string | undefined {
  const pod = from.networkPods.find(({ ip }) => ip === address)
  if (pod !== undefined) return to.pods.get(pod.name)?.ip
  const served = from.services.find(({ service }) => service.clusterIP === address)
  if (served !== undefined) {
    const key = serviceKey(served.service)
    return to.services.find(({ service }) => serviceKey(service) === key)?.service.clusterIP
  }
  const taken = isTaken(to, address) || to.services.some(({ service }) => service.clusterIP === address)
  return taken && !isTaken(from, address) ? undefined : address
}

/** Names that are made of an address follow it. */
function reaimQuery(from: World, to: World, probe: Probe, query: NonNullable<Probe['query']>): Probe | undefined {
  const name = movedName(from, to, query.name)
  if (name === undefined) return undefined
  const payloadBytes = probe.payloadBytes + name.length - query.name.length
  return { ...probe, payloadBytes, query: { ...query, name } }
}

function movedName(from: World, to: World, name: string): string | undefined {
  const reverse = reverseAddress(name)
  if (reverse !== undefined) {
    const address = translate(from, to, reverse)
    return address && reverseName(address)
  }
  const first = name.split('.')[0] ?? ''
  const asked = from.dns === undefined ? undefined : parseClusterName(from.dns, name)
  if (!/^\d+-\d+-\d+-\d+$/.test(first) || asked === undefined) return name
  const address = translate(from, to, first.replaceAll('-', '.'))
  return address && name.replace(first, address.replaceAll('.', '-'))
}

/** Whether a probe's client or target is this Pod. */
export function isAbout({ client, target }: Pick<Probe, 'client' | 'target'>, pod: string): boolean {
  const place = podPlace(pod)
  return client === place || target.place === place || target.server?.startsWith(`${place}/`) === true
}
